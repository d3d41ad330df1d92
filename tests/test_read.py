import hashlib
import os
import unicodedata
from pathlib import Path

import pytest

from corpuspkg.errors import InputError
from corpuspkg.pipeline.sources.folder import letter_files
from corpuspkg.read import Document, Unread, read_document


def refusal(path: Path, **options: object) -> str:
    read = read_document(path, **options)  # type: ignore[arg-type]  # options of the function under test
    assert isinstance(read, Unread)
    assert read.issue.hint
    return f"{read.issue.code}: {read.issue.message}"


def test_a_letter_is_decoded_and_described(tmp_path: Path) -> None:
    path = tmp_path / "a letter, höflich.txt"
    path.write_bytes("\ufeffGrüße".encode())
    read = read_document(path)
    assert isinstance(read, Document)
    assert (read.stem, read.text, read.preamble, read.size) == ("a letter, höflich", "Grüße", 3, 10)
    assert read.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_names_come_in_nfc(tmp_path: Path) -> None:
    path = tmp_path / (unicodedata.normalize("NFD", "é") + ".txt")
    path.write_text("text")
    assert read_document(path).stem == "é"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "seed-empty: the file has no bytes"),
        (b" \n\t\n", "seed-empty: the file holds white space only"),
        (b"caf\xe9", "seed-encoding: byte 0xe9 at offset 3 is not valid utf-8"),
        (b"\xef\xbb\xbfcaf\xe9", "seed-encoding: byte 0xe9 at offset 6 is not valid utf-8"),
        (
            "text".encode("utf-16"),
            "seed-encoding: byte 0xff at offset 0 is not valid utf-8; the file starts like UTF-16",
        ),
        (b"%PDF\x00\x01", "seed-not-text: the file is binary: a NUL byte stands at offset 4"),
        (b"\x01\x02\x03abc", "seed-not-text: the file is binary: 3 control characters in 6 bytes"),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    assert refusal(path) == expected


def test_a_declared_encoding_is_used(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"caf\xe9")
    read = read_document(path, encoding="cp1252")
    assert isinstance(read, Document)
    assert read.text == "café"
    assert refusal(path, encoding="klingon") == "seed-encoding: there is no encoding 'klingon'"


def test_paths_that_are_no_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "link.txt").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    assert refusal(tmp_path / "folder.txt") == "seed-not-a-file: is a folder"
    assert refusal(tmp_path / "link.txt") == "seed-dangling-link: links to nowhere, which does not exist"
    assert refusal(tmp_path / "pipe.txt") == "seed-not-a-file: is no regular file"
    assert refusal(tmp_path / "none.txt") == "seed-missing: there is no such file"


def test_a_large_file_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200 << 20)
    assert refusal(path) == "seed-too-large: has 200.0 MiB, more than the limit of 95 MiB"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("text")
    path.chmod(0)
    assert refusal(path) == "seed-unreadable: cannot be opened: Permission denied"


def test_letters_are_listed_by_name_whatever_the_order_of_the_folder(tmp_path: Path) -> None:
    for name in ("b.TXT", "a.txt", "notes.md", ".hidden.txt", "a.yaml"):
        (tmp_path / name).write_text("text")
    assert [path.name for path in letter_files(tmp_path)] == ["a.txt", "b.TXT"]


def test_a_folder_without_letters_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no letters \(letters are files that end in \.txt\)"):
        letter_files(tmp_path)
    with pytest.raises(InputError, match="no such folder"):
        letter_files(tmp_path / "seeds")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be listed: Not a directory"):
        letter_files(tmp_path / "file")
