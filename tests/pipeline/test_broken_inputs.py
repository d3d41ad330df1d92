"""What is wrong with an input costs what it concerns, and is told with its place."""

import gzip
import io
import json
import os
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpuspkg.errors import CorpuspkgError, InputError
from corpuspkg.pipeline import build

TEXT = "4 May 2021\n\nDear Ada,\n\nWe met at the harbour.\n\nYours,\n\nBen Reed\n"
MakeCorpus = Callable[..., Path]


@pytest.fixture
def corpus(tmp_path: Path) -> MakeCorpus:
    def make(seeds: str | list[str], content: bytes | str = b"", **settings: object) -> Path:
        tool = {"seeds": seeds} | settings
        lines = [f"{name} = {json.dumps(value)}" for name, value in tool.items() if name != "columns"]
        for name, value in settings.get("columns", {}).items():  # type: ignore[attr-defined]
            lines.append(f"columns.{name} = {json.dumps(value)}")
        (tmp_path / "pyproject.toml").write_text("\n".join(["[tool.corpuspkg]", *lines]))
        if content:
            (tmp_path / str(seeds)).write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return make


def lines(*records: object) -> str:
    return "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in records)


def letter(name: object, **more: object) -> dict[str, object]:
    return {"id": name, "text": TEXT, **more}


def found(root: Path) -> list[tuple[str, str]]:
    """What is wrong, by document; all of it is in the table too, and a letter is in nevertheless."""
    report = build(root)
    assert report.rows["letters"] == 1
    assert report.rows["issues"] >= len(report.findings)
    return [(one.file, one.issue.code) for one in report.findings]


def message(root: Path) -> str:
    [one] = build(root).findings
    return one.issue.message


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ('{"id": "b", "text": ', "record-broken"),
        ('["b"]', "record-broken"),
        ('"b"', "record-broken"),
        ("nothing", "record-broken"),
        ({"text": TEXT}, "record-field"),
        ({"id": None, "text": TEXT}, "record-field"),
        ({"id": True, "text": TEXT}, "record-field"),
        ({"id": 1.5, "text": TEXT}, "record-field"),
        ({"id": "b"}, "record-field"),
        ({"id": "b", "text": 7}, "record-field"),
        ({"id": "b", "text": ["x"]}, "record-field"),
        ({"id": "", "text": TEXT}, "document-id"),
        ({"id": " b", "text": TEXT}, "document-id"),
        ({"id": "b#1", "text": TEXT}, "document-id"),
        ({"id": "b|1", "text": TEXT}, "document-id"),
        ({"id": "b\n", "text": TEXT}, "document-id"),
        ('{"id": "b", "text": "\\ud800"}', "seed-encoding"),
        ('{"id": "\\ud800", "text": "b"}', "seed-encoding"),
        ({"id": "b", "text": TEXT, "metadata": "{"}, "record-metadata"),
        ({"id": "b", "text": TEXT, "metadata": 3}, "record-metadata"),
        ({"id": "b", "text": TEXT, "metadata": {"title": "x"}}, "record-metadata"),
        ({"id": "b", "text": TEXT, "metadata": {"source": {"published_date": "May 4"}}}, "record-metadata"),
        ('{"id": "b", "text": ' + "[" * 100_000, "record-broken"),
    ],
)
def test_a_bad_line_costs_its_document(corpus: MakeCorpus, bad: object, code: str) -> None:
    root = corpus("l.jsonl", lines(letter("a"), "", bad))
    assert found(root) == [("l.jsonl:3", code)]


def test_what_is_no_letter_in_a_line_costs_its_document(corpus: MakeCorpus) -> None:
    root = corpus("l.jsonl", lines(letter("a"), {"id": 7, "text": " "}))
    assert found(root) == [("l.jsonl!7", "seed-empty")]
    root = corpus("l.jsonl", lines(letter("a"), {"id": "b", "text": "x" * 500}), max_letter_bytes=400)
    assert found(root) == [("l.jsonl!b", "seed-too-large")]
    # Longer than any line that could hold a letter, so that it is not held.
    root = corpus("l.jsonl", lines({"id": "b", "text": "x" * 3_000_000}, letter("a")), max_letter_bytes=400)
    assert found(root) == [("l.jsonl:1", "seed-too-large")]
    root = corpus("l.jsonl", lines(letter("a")).encode() + b'{"id": "b", "text": "\xff"}\n')
    assert found(root) == [("l.jsonl:2", "record-broken")]


def test_lines_are_counted_over_partitions(corpus: MakeCorpus) -> None:
    records: list[object] = [letter("a"), *("" for _ in range(40)), "{"]
    root = corpus("l.jsonl", lines(*records), partition_documents=7)
    assert found(root) == [("l.jsonl:42", "record-broken")]


def test_plain_metadata_are_decisions(corpus: MakeCorpus) -> None:
    metadata = {"source": {"url": "https://example.org/a"}, "letter": {"title": "At the harbour"}}
    root = corpus("l.jsonl", lines(letter("a", metadata=metadata)))
    assert build(root).findings == ()
    [source] = pq.ParquetFile(root / "dist" / "sources.parquet").read().to_pylist()
    assert (source["file"], source["url"]) == ("l.jsonl!a", "https://example.org/a")
    curations = pq.ParquetFile(root / "dist" / "curations.parquet").read().to_pylist()
    assert {(row["field"], row["evidence"]) for row in curations} == {("url", "l.jsonl, a"), ("title", "l.jsonl, a")}


def test_fields_and_columns_have_the_names_of_the_configuration(corpus: MakeCorpus) -> None:
    columns = {"id": "number", "text": "body", "metadata": "more"}
    root = corpus("l.jsonl", lines({"number": 1, "body": TEXT, "more": {"letter_id": "first"}}), columns=columns)
    assert found(root) == []
    root = corpus("l.parquet", columns=columns)
    pq.write_table(pa.table({"number": [1], "body": [TEXT]}), root / "l.parquet")
    assert found(root) == []


@pytest.mark.parametrize("name", ["l.jsonl", "l.parquet"])
def test_a_missing_column_is_told_with_those_that_are_there(corpus: MakeCorpus, name: str) -> None:
    root = corpus(name)
    pq.write_table(pa.table({"id": ["a"], "body": [TEXT]}), root / "l.parquet")
    (root / "l.jsonl").write_text(lines({"id": "a", "body": TEXT}))
    with pytest.raises(InputError, match="text") as caught:
        build(root)
    assert "body" in caught.value.message
    assert "tool.corpuspkg.columns" in str(caught.value.hint)


def test_columns_of_another_type_and_rows_without_values(corpus: MakeCorpus) -> None:
    root = corpus("l.parquet")
    pq.write_table(pa.table({"id": ["a"], "text": [1.5]}), root / "l.parquet")
    with pytest.raises(InputError, match="'text' holds double"):
        build(root)
    pq.write_table(pa.table({"id": ["a", None, "c"], "text": [TEXT, TEXT, None]}), root / "l.parquet")
    assert found(root) == [("l.parquet:2", "record-field"), ("l.parquet:3", "record-field")]


def write_zip(path: Path, *members: tuple[str, bytes], mode: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", mode) as archive:
        for name, data in members:
            archive.writestr(name, data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_a_zip_that_cannot_be_read_cost_themselves(corpus: MakeCorpus) -> None:
    root = corpus("l.zip")
    good = TEXT.encode()
    write_zip(
        root / "l.zip",
        ("a.txt", good),
        ("../up.txt", good),
        ("/top.txt", good),
        ("C:\\drive.txt", good),
        ("inner.zip", b"PK"),
        ("twice.txt", b""),
        ("twice.txt", b""),
        ("notes.md", b"no letter"),
        (".hidden.txt", good),
        ("__MACOSX/._a.txt", b"\0"),
    )
    assert found(root) == [
        ("l.zip!../up.txt", "archive-path"),
        ("l.zip!C:/drive.txt", "archive-path"),
        ("l.zip!inner.zip", "archive-nested"),
        ("l.zip!top.txt", "archive-path"),
        ("l.zip!twice.txt", "seed-empty"),
        ("l.zip!twice.txt:2", "duplicate-letter-id"),
    ]


def test_encrypted_damaged_and_oddly_packed_members(corpus: MakeCorpus) -> None:
    root = corpus("l.zip")
    write_zip(root / "l.zip", ("a.txt", TEXT.encode()), ("b.txt", TEXT.encode() * 2), mode=zipfile.ZIP_STORED)
    whole = (root / "l.zip").read_bytes()
    at = whole.index(b"PK\1\2", whole.index(b"PK\1\2") + 1)
    encrypted, odd, damaged = bytearray(whole), bytearray(whole), bytearray(whole)
    encrypted[at + 8] |= 1
    odd[at + 10] = 93
    damaged[whole.rindex(b"harbour")] ^= 1
    for data, words in ((encrypted, "encrypted"), (odd, "method 93"), (damaged, "damaged")):
        (root / "l.zip").write_bytes(data)
        assert found(root) == [("l.zip!b.txt", "archive-member")]
        assert words in message(root)


def cut_off(root: Path, name: str, data: bytes) -> str:
    """What is said of a container that ends early, with one letter of two in it."""
    (root / name).write_bytes(data)
    [(_, code)] = found(root)
    assert code == "input-broken"
    return message(root)


def test_what_stands_before_the_end_of_a_broken_container_is_in(corpus: MakeCorpus) -> None:
    noise = os.urandom(400_000).hex()
    both = lines(letter("a"), letter("b", noise=noise)).encode()
    packed = gzip.compress(both)
    assert "line 2" in cut_off(corpus("l.jsonl.gz"), "l.jsonl.gz", packed[: len(packed) // 2])
    assert "line 2" in cut_off(corpus("l.jsonl.zst"), "l.jsonl.zst", pa.compress(both, "zstd", asbytes=True)[:-90_000])

    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name in ("a.txt", "b.txt"):
            info = tarfile.TarInfo(name)
            info.size = len(TEXT)
            archive.addfile(info, io.BytesIO(TEXT.encode()))
    archive_bytes = made.getvalue()
    assert "b.txt" in cut_off(corpus("l.tar"), "l.tar", archive_bytes[: 3 * 512 + 20])
    assert "behind a.txt" in cut_off(corpus("l.tar"), "l.tar", archive_bytes[: 2 * 512])
    assert "behind a.txt" in cut_off(corpus("l.tar"), "l.tar", archive_bytes[: 2 * 512] + b"x" * 512)
    assert "behind a.txt" in cut_off(corpus("l.tgz"), "l.tgz", gzip.compress(archive_bytes[: 3 * 512 + 20]))


@pytest.mark.parametrize("streamed", [False, True])
def test_a_zip_without_its_directory_is_read_member_by_member(corpus: MakeCorpus, *, streamed: bool) -> None:
    class Stream(io.BytesIO):
        """A pipe: the sizes of members are written behind them."""

        def seekable(self) -> bool:
            return not streamed

        def seek(self, *where: int) -> int:
            if streamed:
                raise io.UnsupportedOperation
            return super().seek(*where)

    made = Stream()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("b.txt", os.urandom(3000).hex())
    data = made.getvalue()
    assert "behind a.txt" in cut_off(corpus("l.zip"), "l.zip", data[:1500])


def test_a_damaged_row_group_of_a_parquet_file_costs_its_rows(corpus: MakeCorpus) -> None:
    root = corpus("l.parquet", partition_documents=7)
    rows = [{"id": f"b{at}", "text": os.urandom(400).hex()} for at in range(50)]
    pq.write_table(pa.Table.from_pylist(rows), root / "l.parquet", row_group_size=16, use_dictionary=False)
    data = bytearray((root / "l.parquet").read_bytes())
    for group in range(3):
        at = pq.ParquetFile(root / "l.parquet").metadata.row_group(group).column(1).data_page_offset
        data[at : at + 60] = b"\xff" * 60
    (root / "l.parquet").write_bytes(data)
    report = build(root)
    assert report.rows["letters"] == 2
    lost = {one.issue.message.partition(" cannot")[0] for one in report.findings}
    assert len(report.findings) == 9
    assert {"rows 1 to 7", "rows 15 to 16", "rows 17 to 21", "rows 43 to 48"} <= lost


@pytest.mark.parametrize("name", ["l.zip", "l.tar", "l.tar.gz", "l.jsonl.gz", "l.jsonl.zst", "l.parquet", "l.jsonl"])
@pytest.mark.parametrize("content", [b"no such thing\n" * 60, b""])
def test_a_file_of_another_type_stops_the_build_only_where_there_is_no_other(
    corpus: MakeCorpus, name: str, content: bytes
) -> None:
    root = corpus(name)
    (root / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        build(root)
    assert name in str(caught.value)
    assert caught.value.hint
    root = corpus([name, "good.jsonl"])
    (root / "good.jsonl").write_text(lines(letter("a")))
    assert [file for file, _ in found(root)] == [name]


def test_inputs_that_are_missing_or_nothing_that_is_read(corpus: MakeCorpus) -> None:
    for seeds in ("nowhere", "nowhere.zip", "none/*.zip", "letters.docx"):
        root = corpus(seeds)
        (root / "letters.docx").write_bytes(b"PK")
        with pytest.raises(CorpuspkgError) as caught:
            build(root)
        assert Path(seeds).name in str(caught.value)
        assert caught.value.hint
        assert not (root / "build").exists()


def test_inputs_found_by_a_pattern_have_their_names_before_their_letters(corpus: MakeCorpus) -> None:
    root = corpus("scans/*.zip")
    (root / "scans").mkdir()
    for year in ("2019", "2020"):
        write_zip(root / "scans" / f"{year}.zip", ("a.txt", f"{year}\n\n{TEXT}".encode()))
    build(root)
    rows = pq.ParquetFile(root / "dist" / "sources.parquet").read().to_pylist()
    assert [(row["source_id"], row["file"]) for row in rows] == [
        ("2019/a", "2019.zip!a.txt"),
        ("2020/a", "2020.zip!a.txt"),
    ]


def test_a_file_named_twice_is_read_once_and_names_must_differ(corpus: MakeCorpus) -> None:
    root = corpus(["box", "box/l.jsonl", "box"])
    (root / "box").mkdir()
    (root / "box" / "l.jsonl").write_text(lines(letter("a")))
    assert found(root) == []
    root = corpus(["box/l.jsonl", "l.jsonl"])
    (root / "l.jsonl").write_text(lines(letter("b")))
    with pytest.raises(InputError, match="has the name of"):
        build(root)


def test_lines_that_are_all_blank_are_no_letters(corpus: MakeCorpus) -> None:
    with pytest.raises(InputError, match="the file has no lines"):
        build(corpus("l.jsonl", "\n \n\n"))


@pytest.mark.skipif(sys.platform == "win32", reason="links are made as POSIX does")
def test_links_in_a_folder_are_followed_and_loops_are_told(corpus: MakeCorpus, tmp_path: Path) -> None:
    root = corpus("seeds")
    (root / "seeds" / "inner").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text(TEXT)
    (root / "seeds" / "inner" / "linked").symlink_to(tmp_path / "elsewhere")
    (root / "seeds" / "inner" / "back").symlink_to(root / "seeds")
    (root / "seeds" / "gone.txt").symlink_to(root / "nowhere")
    (root / "seeds" / "gone.zip").symlink_to(root / "nowhere")
    os.mkfifo(root / "seeds" / "pipe.txt")
    (root / "seeds" / "folder.txt").mkdir()
    assert sorted(found(root)) == [
        ("folder.txt", "seed-not-a-file"),
        ("gone.txt", "seed-dangling-link"),
        ("gone.zip", "seed-not-a-file"),
        ("inner/back", "seed-not-a-file"),
        ("pipe.txt", "seed-not-a-file"),
    ]
    [source] = pq.ParquetFile(root / "dist" / "sources.parquet").read().to_pylist()
    assert (source["source_id"], source["file"]) == ("inner/linked/a", "inner/linked/a.txt")


def test_sidecars_in_folders_and_archives_that_are_broken_or_alone_stop_the_build(corpus: MakeCorpus) -> None:
    root = corpus(["seeds", "l.zip"])
    (root / "seeds" / "box").mkdir(parents=True)
    for name in ("a.txt", "b.txt"):
        (root / "seeds" / "box" / name).write_text(TEXT)
    (root / "seeds" / "box" / "a.yaml").write_text("letter_id: 7\ncolour: blue\n")
    (root / "seeds" / "box" / "c.yaml").write_text("letter_id: c\n")
    (root / "seeds" / "box" / "b.yml").write_text("letter_id: b\n")
    write_zip(root / "l.zip", ("z.txt", TEXT.encode()), ("z.yaml", b"{"), ("y.yaml", b"letter_id: y"))
    report = build(root)
    assert report.refused
    assert sorted((one.file, one.issue.code) for one in report.findings) == [
        ("box/a.yaml", "sidecar-invalid"),
        ("box/a.yaml", "sidecar-invalid"),
        ("box/b.yml", "sidecar-orphan"),
        ("box/c.yaml", "sidecar-orphan"),
        ("l.zip!y.yaml", "sidecar-orphan"),
        ("l.zip!z.yaml", "sidecar-unreadable"),
    ]
    assert not (root / "dist").exists()


def test_an_identifier_that_stands_twice_costs_all_but_one(corpus: MakeCorpus) -> None:
    records: list[object] = [{"id": f"a{at % 40}", "text": f"{TEXT}\nNo. {at}"} for at in range(42)]
    root = corpus("l.jsonl", lines(*records[:20], "", *records[20:]), partition_documents=7)
    report = build(root)
    assert not report.refused
    assert report.rows["letters"] == 40
    assert {one.issue.code for one in report.findings} == {"duplicate-letter-id"}
    [first, second] = sorted(one.file for one in report.findings)
    assert first in ("l.jsonl:1", "l.jsonl:42")
    assert second in ("l.jsonl:2", "l.jsonl:43")
    # Whichever it is, it is the same one in any order.
    letters = (root / "dist" / "letters.parquet").read_bytes()
    root = corpus("l.jsonl", lines(*reversed(records)), partition_documents=7)
    build(root)
    assert (root / "dist" / "letters.parquet").read_bytes() == letters
    said = message(corpus("m.jsonl", lines(letter("b"), letter("b"))))
    assert said == "the letter_id 'b' is that of m.jsonl!b as well"


def test_a_file_comes_before_what_is_in_a_file_of_many(corpus: MakeCorpus) -> None:
    root = corpus(["l.zip", "m.zip", "l.jsonl", "l.parquet", "seeds"])
    (root / "seeds").mkdir()
    (root / "seeds" / "z.txt").write_text(TEXT)
    for name in ("l.zip", "m.zip"):
        write_zip(root / name, ("z.txt", f"{TEXT}\n{name}".encode()))
    (root / "l.jsonl").write_text(lines(letter("y"), letter("z")))
    pq.write_table(pa.table({"id": ["z", "y"], "text": [TEXT, TEXT]}), root / "l.parquet")
    report = build(root)
    assert report.rows["letters"] == 2
    assert sorted(one.file for one in report.findings) == [
        "l.jsonl:2",
        "l.parquet:1",
        "l.parquet:2",
        "l.zip!z.txt",
        "m.zip!z.txt",
    ]
    sources = pq.ParquetFile(root / "dist" / "sources.parquet").read().to_pylist()
    assert [row["file"] for row in sources] == ["l.jsonl!y", "z.txt"]
    (root / "seeds" / "x.txt").write_text(TEXT)
    (root / "seeds" / "x.yaml").write_text("letter_id: z\n")
    report = build(root)
    assert report.refused
    assert [(one.file, one.issue.code) for one in report.findings if one.file == "z.txt"] == [
        ("z.txt", "duplicate-letter-id")
    ]
