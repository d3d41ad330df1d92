# Two commands: `make build` rebuilds the data package from seeds/, `make test` passes all tests. Both set up what they
# need in .venv: Python 3.11 or newer and make are enough. PYTHON=/path/to/python chooses the interpreter.
.POSIX:

PY = .venv/bin/python
# On all cores; make test PYTEST_OPTIONS='-n 0 -x' for one at a time.
PYTEST_OPTIONS = --numprocesses=auto

build: setup
	@$(PY) -m corpuspkg build

test: setup
	@$(PY) -m pytest -q $(PYTEST_OPTIONS)

# What CI runs: everything a change has to pass.
check:
	@.ci/run

# Rewrites what the documentation takes from the code, the schema and the data.
docs: setup
	@$(PY) scripts/docs.py

# The pages of docs/ as a site in build/site.
site: setup
	@$(PY) -m pip install --quiet --editable '.[docs]'
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict --quiet

format: setup
	@$(PY) -m ruff check --fix --quiet
	@$(PY) -m ruff format --quiet

setup:
	@sh scripts/setup.sh

# Leaves the data package alone: it is committed.
clean:
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: build test check docs site format setup clean
