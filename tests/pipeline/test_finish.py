"""However the letters are split, ordered and worked on, the finish writes the same bytes."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from corpuspkg.authority import load_registry
from corpuspkg.pipeline.batch import document_batch, normalize_batch
from corpuspkg.pipeline.checkpoint import Checkpoint, write_part
from corpuspkg.pipeline.finish import finish
from corpuspkg.pipeline.finish.database import Workspace
from corpuspkg.pipeline.jobs import Job
from corpuspkg.pipeline.settle import settle

LETTERS = 300
NAMES = ("Ada Marsh", "A. Marsh", "Ben Reed", "Reed", "Cora Lund", "Harbour Society of Exampleton", "Dan Oakes")


def make_letter(number: int) -> bytes:
    source = random.Random(number)  # noqa: S311 - repeatable, not secret
    one, other = source.sample(NAMES, 2)
    day = source.randint(10, 28)
    body = f"In your letter of {day} May 2021 you spoke of Security Council resolution 8{day} (1993) and of {other}."
    text = f"{day} May 2021\n\n{other}\nExampleton\n\nDear {other},\n\n{body}\n\nYours sincerely,\n\n{one}\n"
    return b"\0\0\0" if number % 50 == 7 else text.encode()


@pytest.fixture(scope="module")
def records() -> pa.Table:
    """The records of some hundred letters, among them documents that are none."""
    documents = [{"file": f"letter {number}.txt", "data": make_letter(number)} for number in range(LETTERS)]
    return pa.Table.from_batches([normalize_batch(document_batch(documents))])


def in_any_order(jobs: Sequence[Job[Any]]) -> Iterator[tuple[int, Any]]:
    """Does jobs as processes do: in no order that anything may depend on, and sometimes twice."""
    for number in random.sample(range(len(jobs)), len(jobs)):
        if random.random() < 0.1:  # noqa: S311 - not secret
            jobs[number].run()
        yield number, jobs[number].run()


def written(
    records: pa.Table, folder: Path, *, rows: int, parts: int, per_bucket: int, threads: int
) -> dict[str, bytes]:
    """The files that come of records in so many parts, each in batches of so many rows."""
    share = -(-records.num_rows // parts)
    paths = []
    for number in range(parts):
        path = folder / "parts" / f"part-{number:06}.parquet"
        write_part(records.slice(number * share, share).combine_chunks().to_batches(max_chunksize=rows), path)
        paths.append(path)
    checkpoint = Checkpoint(folder=folder, parts=tuple(paths), documents=records.num_rows)
    work = Workspace(folder=folder / "work", memory=128 * 2**20, threads=threads)
    work.folder.mkdir()
    finish(checkpoint, settle(checkpoint, load_registry(()), per_bucket, work, in_any_order), folder, work)
    files = (path for path in (folder / "dist").rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("per_bucket", [1000, 40])
def test_the_same_bytes_come_out(records: pa.Table, per_bucket: int, tmp_path: Path) -> None:
    expected = written(records, tmp_path / "0", rows=500, parts=1, per_bucket=per_bucket, threads=1)
    assert len(expected) == (22 if per_bucket == 1000 else 22 * 8)
    order = list(range(LETTERS))
    for number, (rows, parts, threads) in enumerate([(7, 3, 1), (100, 20, 3), (1, 2, 2)], 1):
        random.Random(number).shuffle(order)  # noqa: S311 - repeatable, not secret
        shuffled = records.take(pa.array(order))
        folder = tmp_path / str(number)
        assert written(shuffled, folder, rows=rows, parts=parts, per_bucket=per_bucket, threads=threads) == expected
