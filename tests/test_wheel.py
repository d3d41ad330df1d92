"""The wheel carries the data, its descriptor and the schema, and the sdist builds the same wheel."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import corpuspkg

ROOT = Path(__file__).resolve().parents[1]


def build(source: Path, target: str, into: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(into)],
        cwd=source,
        check=True,
        capture_output=True,
        text=True,
    )
    (built,) = into.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


def test_wheel_carries_the_package(wheel: Path) -> None:
    package = corpuspkg.open(wheel)
    assert package.version == corpuspkg.__version__
    assert package.tables() == corpuspkg.tables()
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
        for resource in package.descriptor["resources"]:
            data = opened.read(f"corpuspkg/data/{resource['path']}")
            assert len(data) == resource.get("bytes", len(data))
            assert f"sha256:{hashlib.sha256(data).hexdigest()}" == resource["hash"]
    schema = {path.name for path in (ROOT / "schema").glob("*.json")}
    assert {f"corpuspkg/data/schema/{name}" for name in schema} <= names
    assert "corpuspkg/py.typed" in names


def test_tables_load_from_the_wheel(wheel: Path) -> None:
    package = corpuspkg.open(wheel)
    for table in package.tables():
        assert package.load(table, format="records") == corpuspkg.load(table, format="records")


def test_wheel_carries_no_more_than_it_should(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"corpuspkg", f"corpuspkg-{corpuspkg.__version__}.dist-info"}
    assert not [name for name in names if "__pycache__" in name or (name.endswith(".txt") and "/data/" in name)]


def test_metadata(wheel: Path) -> None:
    folder = f"corpuspkg-{corpuspkg.__version__}.dist-info"
    with zipfile.ZipFile(wheel) as opened:
        metadata = Parser().parsestr(opened.read(f"{folder}/METADATA").decode())
        entry_points = opened.read(f"{folder}/entry_points.txt").decode()
        licenses = [name for name in opened.namelist() if name.startswith(f"{folder}/licenses/")]
    descriptor = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    assert metadata["Version"] == descriptor["version"]
    assert metadata["Name"] == descriptor["name"]
    assert "[corpuspkg.corpora]" in entry_points
    assert len(licenses) == 2


def test_sdist_builds_the_same_wheel(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as opened:
        opened.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    assert build(source, "wheel", tmp_path / "wheel").read_bytes() == wheel.read_bytes()


def test_sdist_carries_what_a_rebuild_needs(sdist: Path) -> None:
    with tarfile.open(sdist) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    needed = {path.relative_to(ROOT).as_posix() for folder in ("seeds", "schema") for path in (ROOT / folder).iterdir()}
    assert needed | {"Makefile", "README.md", "datapackage.json", "scripts/setup.sh"} <= names
