"""How fast the machine does the work that no build can do without: the same bytes, one library call, nothing else."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq


def measure_limits(texts: list[bytes], package: Path) -> dict[str, float]:
    """Seconds of CPU time by kind of work.

    Args:
        texts: The letters.
        package: Folder of the package that was built of them.
    """
    files = sorted((package / "dist").rglob("*.parquet"))
    tables = [pq.ParquetFile(path).read() for path in files]
    with _one_thread(), TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "all").write_bytes(b"".join(texts))
        return {
            "read": _time((place / "all").read_bytes),
            "hash": _time(lambda: [hashlib.sha256(text).digest() for text in texts]),
            "decode": _time(lambda: [text.decode() for text in texts]),
            "parquet": _time(lambda: [_write_parquet(table, place / "parquet") for table in tables]),
            "csv": _time(lambda: [pa.csv.write_csv(table, place / "csv") for table in tables]),
            "hash files": _time(lambda: [_hash_twins(path) for path in files]),
            "sort": _time(lambda: [table.sort_by(table.column_names[0]) for table in tables]),
            "read back": _time(lambda: [_read(path) for path in files]),
        }


def _write_parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", compression_level=3)


def _read(parquet: Path) -> None:
    """Read a table twice, as Parquet and as CSV, and hash both files."""
    pq.ParquetFile(parquet).read(use_threads=False)
    path = parquet.with_suffix(".csv")
    options = pa.csv.ParseOptions(newlines_in_values=True)
    pa.csv.read_csv(path, parse_options=options, read_options=pa.csv.ReadOptions(use_threads=False))
    _hash_twins(parquet)


def _hash_twins(parquet: Path) -> None:
    for file in (parquet, parquet.with_suffix(".csv")):
        hashlib.sha256(file.read_bytes())


@contextmanager
def _one_thread() -> Iterator[None]:
    before = pa.cpu_count()
    pa.set_cpu_count(1)
    try:
        yield
    finally:
        pa.set_cpu_count(before)


def _time(work: Callable[[], object]) -> float:
    """CPU time of the fastest of three runs."""
    runs = []
    for _ in range(3):
        start = time.process_time()
        work()
        runs.append(time.process_time() - start)
    return min(runs)
