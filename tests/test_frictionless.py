"""An independent judge: frictionless finds nothing wrong with the package, from Python and from its command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# frictionless and what it imports use parts of the standard library that are going away.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_python_api() -> None:
    import frictionless  # noqa: PLC0415 - takes long to import

    report = frictionless.validate(str(ROOT / "datapackage.json"))
    assert report.valid, report.flatten(["task", "rowNumber", "fieldName", "type", "note"])
    assert len(report.tasks) == len(frictionless.Package(str(ROOT / "datapackage.json")).resources)


def test_command_line() -> None:
    result = subprocess.run(
        [str(Path(sys.executable).with_name("frictionless")), "validate", "datapackage.json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_it_would_notice(tiny: Path) -> None:
    """The judge is awake: a wrong value in a copy is found."""
    import frictionless  # noqa: PLC0415 - as above

    file = tiny / "dist" / "participations.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("ada-miller", "nobody"), encoding="utf-8")
    assert not frictionless.validate(str(tiny / "datapackage.json")).valid
