import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

LETTER = """\
Harbour Society of Exampleton

4 May 2021

Dr. Ada Marsh
Minister of Fisheries
Exampleton

Dear Minister,

We write about the United Nations Convention on the Law of the Sea and Security Council resolution 1325 (2000).

Yours sincerely,

Ben Reed
Chair, Harbour Society of Exampleton
"""


@pytest.fixture(scope="module")
def faults(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The module whose source a test file keeps in `FAULTS`; child processes can import it, too."""
    folder = tmp_path_factory.mktemp("modules")
    name = f"{request.path.stem}_faults"
    (folder / f"{name}.py").write_text(request.module.FAULTS)
    sys.path.insert(0, str(folder))
    yield importlib.import_module(name)
    sys.path.remove(str(folder))


@pytest.fixture
def letter_text() -> str:
    """A plain letter with a date, an author, a recipient and two citations."""
    return LETTER


@pytest.fixture
def make_corpus(tmp_path: Path) -> Callable[..., Path]:
    """Makes a corpus in a new folder: files under seeds/ by name, bytes or text."""

    def make(name: str = "corpus", **files: str | bytes) -> Path:
        root = tmp_path / name
        (root / "seeds").mkdir(parents=True)
        for stem, content in (files or {"first": LETTER}).items():
            path = root / "seeds" / (stem if "." in stem else f"{stem}.txt")
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return make
