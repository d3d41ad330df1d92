#!/bin/sh
# Make .venv with this project and its development tools in it, once: again only when pyproject.toml has changed, the
# folder has moved or Python has gone. Run from the root of the repository.
set -eu

stamp=.venv/.installed
here=$(pwd -P)
wanted="$(cksum <pyproject.toml) $here"

is_suitable() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && is_suitable .venv/bin/python; then
    exit 0
fi

python=${PYTHON:-}
if [ -z "$python" ]; then
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if is_suitable "$candidate"; then
            python=$candidate
            break
        fi
    done
elif ! is_suitable "$python"; then
    echo "error: PYTHON=$python is no Python 3.11 or newer" >&2
    exit 3
fi
if [ -z "$python" ]; then
    found=$(python3 --version 2>/dev/null || echo "no python3")
    echo "error: Python 3.11 or newer is needed, found $found (install it, or run: make PYTHON=/path/to/python3)" >&2
    exit 3
fi

echo "setting up .venv with $("$python" --version) (once; a minute or two)"
rm -f "$stamp"
if ! is_suitable .venv/bin/python || [ "$(.venv/bin/python -c 'import sys; print(sys.prefix)')" != "$here/.venv" ]; then
    rm -rf .venv
    if ! "$python" -m venv .venv; then
        rm -rf .venv
        echo "error: $python cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv)" >&2
        exit 3
    fi
fi
pip_install() {
    .venv/bin/python -m pip install -qq --disable-pip-version-check "$@"
}
if ! [ -f datapackage.json ] || ! [ -d dist ]; then
    # The installation takes the data package along: where it is gone, it has to be built first.
    mkdir -p build
    .venv/bin/python -c '
import tomllib
with open("pyproject.toml", "rb") as file:
    print(*tomllib.load(file)["project"]["dependencies"], sep="\n")
' >build/requirements.txt
    pip_install --requirement build/requirements.txt
    PYTHONPATH=src .venv/bin/python -m corpuspkg build --quiet
fi
pip_install --editable '.[dev]'
echo "$wanted" >"$stamp"
