"""`import corpuspkg` does nothing: no heavy library, no builder, no file; each part loads when it is asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import corpuspkg

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {
    "pandas",
    "numpy",
    "pyarrow",
    "polars",
    "frictionless",
    "jsonschema",
    "yaml",
    "typer",
    "rich",
    "ahocorasick_rs",
}
# Parts of the standard library that take long to import.
SLOW = {"dataclasses", "inspect", "importlib.metadata", "json", "pathlib", "re", "typing", "zipfile"}


def modules_after(code: str) -> set[str]:
    """Modules loaded by a program, without those that the interpreter (and its site customization) loads itself."""
    program = f"import sys, os; before = set(sys.modules)\n{code}\nprint(sorted(set(sys.modules) - before))"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT, env=environment()
    )
    return set(json.loads(result.stdout.splitlines()[-1].replace("'", '"')))


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(corpuspkg.__file__).parents[1])}


def test_import_loads_nothing() -> None:
    loaded = modules_after("import corpuspkg")
    assert not loaded & (HEAVY | SLOW)
    assert {name for name in loaded if name.startswith("corpuspkg")} == {"corpuspkg"}
    assert len(loaded) <= 2


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("package.tables()", set()),
        ("package.describe('letters')", set()),
        ("corpuspkg.__version__", set()),
        ("package.load('letters', format='arrow')", {"pyarrow", "numpy"}),
        ("package.load('letters', format='records')", {"pyarrow", "numpy"}),
        ("package.load('letters')", {"pyarrow", "numpy", "pandas"}),
    ],
)
def test_each_call_loads_only_what_it_needs(tiny: Path, code: str, allowed: set[str]) -> None:
    loaded = modules_after(f"import corpuspkg\npackage = corpuspkg.open({str(tiny)!r})\n{code}")
    assert not loaded & (HEAVY - allowed)
    builder = {"corpuspkg.pipeline", "corpuspkg.read", "corpuspkg.segment", "corpuspkg.citations", "corpuspkg.store"}
    assert not loaded & builder


def test_public_names() -> None:
    assert set(corpuspkg.__all__) <= set(dir(corpuspkg))
    for name in corpuspkg.__all__:
        assert getattr(corpuspkg, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'laod'"):
        corpuspkg.laod  # type: ignore[attr-defined]  # noqa: B018 - the mistake shown


def test_commands_do_without_pandas(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "first.txt").write_text("4 May 2021\n\nDear Ada,\n\nYes.\n\nBen Reed\n")
    code = f"import sys; sys.argv = ['corpuspkg', 'build', {str(tmp_path)!r}]\nfrom corpuspkg.cli import main\n"
    loaded = modules_after(code + "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code")
    assert "pyarrow" in loaded
    assert "pandas" not in loaded
    assert (tmp_path / "datapackage.json").exists()
