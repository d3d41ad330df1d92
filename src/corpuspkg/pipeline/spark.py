"""Build on a Spark cluster: the tasks that the processes of one machine do, done by many machines.

Two stages with the checkpoint between them: one reads the partitions, each behind a guard, the other brings the records
of each bucket together, in the order of the package, and hands them to the writer that a build on one machine uses.
What Spark decides (who does what, when, how often) is in no file. All machines have to see the corpus's folder.
"""

from __future__ import annotations

import os
import pickle
import shutil
import sys
import warnings
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

import pyarrow as pa

from corpuspkg.errors import CorpuspkgError, MissingExtraError
from corpuspkg.machine import cores
from corpuspkg.pipeline.batch import normalize_batch
from corpuspkg.pipeline.checkpoint import Checkpoint
from corpuspkg.pipeline.finish.buckets import finish_bucket
from corpuspkg.pipeline.finish.database import Workspace
from corpuspkg.pipeline.finish.order import HASH_BITS
from corpuspkg.pipeline.finish.settlement import Settlement
from corpuspkg.pipeline.guard import UNLIMITED, Guard, Limits, Task, Work
from corpuspkg.pipeline.jobs import Job, JobTask, Share
from corpuspkg.records import record_schema
from corpuspkg.schema import TABLES
from corpuspkg.tablefiles import StoredPart

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

Result = TypeVar("Result")
_NAME = "corpuspkg build"
# Records that travel together; a letter may be large.
_BATCH_RECORDS = 1000
_BATCH_BYTES = 64 * 2**20
_JAVA = "install a Java runtime, on Debian and Ubuntu with: apt install openjdk-17-jre-headless"


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkEngine:
    """A Spark cluster to build on. The output does not depend on it.

    Attributes:
        session: Of the cluster; `open_cluster` gives one.
        work: What is done with a batch; a function that the workers can import.
    """

    session: SparkSession
    work: Work = normalize_batch

    @property
    def threads(self) -> int:
        """Threads of what is done on the machine that leads the others."""
        return cores()

    def perform(
        self, tasks: Iterable[Task[Result]], documents: int, limits: Limits
    ) -> Generator[tuple[int, Result], None, None]:
        """Do tasks on the cluster; all results come at the end. See `corpuspkg.pipeline.engine.Engine.perform`."""
        del documents  # a cluster is not started for a few
        rows = [(number, pickle.dumps(task)) for number, task in enumerate(tasks)]
        if not rows:
            return
        shared = self.session.sparkContext.parallelize(rows, len(rows)).toDF("number long, data binary")
        with _told_plainly("reading"):
            done = shared.mapInArrow(partial(_perform, limits, self.work), "number long, data binary")
            results = done.collect()
        for row in results:
            yield row["number"], pickle.loads(row["data"])  # noqa: S301 - our own

    def share(self, jobs: Sequence[Job[Result]], documents: int) -> Generator[tuple[int, Result], None, None]:
        """Do jobs on the cluster: see `corpuspkg.pipeline.engine.Engine.share`. Their folders have to be shared."""
        yield from self.perform(map(JobTask, jobs), documents, UNLIMITED)

    def apart(self, job: Job[Result]) -> Result:
        """Do a job in this process: see `corpuspkg.pipeline.engine.Engine.apart`."""
        return job.run()

    def close(self) -> None:
        """Nothing: the cluster is left by who opened it."""

    def finish(
        self,
        checkpoint: Checkpoint,
        settlement: Settlement,
        root: Path,
        work: Workspace,
        *,
        with_text: bool,
        share: Share,  # noqa: ARG002 - Spark brings the records in order
    ) -> dict[str, list[StoredPart]]:
        """Write all tables on the cluster, a bucket at a time: see `corpuspkg.pipeline.engine.Engine.finish`.

        The folders of all arguments have to be such that all machines see.
        """
        count = len(settlement.ranks.buckets)
        write = partial(_finish, settlement, root, with_text)
        with _told_plainly("finishing"):
            records = self.session.read.parquet(*map(str, checkpoint.parts)).select(*record_schema().names)
            ordered = _in_order(records, count)
            results = ordered.mapInArrow(write, "bucket int, data binary").collect()
        written = {row["bucket"]: pickle.loads(row["data"]) for row in results}  # noqa: S301 - our own
        for bucket in sorted(set(range(count)) - set(written)):
            # No machine gets a bucket without records.
            written[bucket] = finish_bucket(settlement, bucket, (), root, work, with_text=with_text)
        return {name: [written[bucket][name] for bucket in range(count)] for name in TABLES}


@contextmanager
def open_cluster(master: str | None = None) -> Iterator[SparkEngine]:
    """Start Spark, or connect to a cluster; it is left afterwards.

    Args:
        master: As `spark-submit` takes it; without one what Spark is configured with, by default all cores here.

    Raises:
        MissingExtraError: PySpark is not installed.
        CorpuspkgError: There is no Java, or the cluster does not answer.
    """
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise MissingExtraError("pyspark", "spark") from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise CorpuspkgError("Spark needs Java, and there is none", hint=_JAVA)
    builder = SparkSession.builder.appName(_NAME)
    builder = builder.master(master) if master else builder
    # With what the workers run; where it lies elsewhere on the cluster's machines, the environment says so.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(_BATCH_RECORDS),
        "spark.sql.execution.arrow.maxBytesPerBatch": str(_BATCH_BYTES),
        # Buckets are as large as they are; two of them are not read as one.
        "spark.sql.adaptive.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    # PySpark warns of releases of pandas that it does not know; nothing here goes through pandas.
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
    with _told_plainly("starting"):
        session = builder.getOrCreate()
    try:
        yield SparkEngine(session=session)
    finally:
        session.stop()


@contextmanager
def _told_plainly(doing: str) -> Iterator[None]:
    """Turn what comes through Java into an error of one line; what Python raised says why in its last line."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 - comes with PySpark
    from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra

    try:
        yield
    except (Py4JError, PySparkException) as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        told = [line for line in lines if "Error: " in line and not line.startswith("at ")] or lines or [""]
        raise CorpuspkgError(
            f"{doing} on the Spark cluster failed: {told[-1]}",
            hint="the executors' logs say more; finished parts are kept, and build --resume goes on from them",
        ) from error


def _perform(limits: Limits, work: Work, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """On an executor: do tasks behind the guard of this process."""
    for batch in batches:
        numbers, tasks = batch.column("number"), batch.column("data").to_pylist()
        guard = _guard(limits, work)
        try:
            results = [pickle.dumps(guard.perform(pickle.loads(task))) for task in tasks]  # noqa: S301 - our own
        except BaseException:
            # The next task of this process has a new one.
            _guard.cache_clear()
            guard.close()
            raise
        yield pa.record_batch({"number": numbers, "data": pa.array(results, pa.binary())})


@lru_cache(maxsize=1)
def _guard(limits: Limits, work: Work) -> Guard:
    """The guard of this process: Spark keeps its Python processes from task to task."""
    return Guard(limits, work)


def _in_order(records: DataFrame, buckets: int) -> DataFrame:
    """The records of each bucket in one partition, in the order of `corpuspkg.pipeline.finish.order`."""
    from pyspark.sql import functions as f  # noqa: PLC0415 - an extra

    key = f.coalesce(f.col("letter_id"), f.col("file"))
    bits = (buckets - 1).bit_length()
    hashed: Column = f.conv(f.substring(f.sha2(key, 256), 1, HASH_BITS // 4), 16, 10).cast("int")
    numbered = records.withColumn("bucket", f.shiftright(hashed, HASH_BITS - bits))
    return numbered.repartition(buckets, "bucket").sortWithinPartitions(
        "bucket", f.col("letter_id").isNull(), "letter_id", "file"
    )


def _finish(
    settlement: Settlement,
    root: Path,
    with_text: bool,  # noqa: FBT001 - for `partial`
    batches: Iterable[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    """On an executor: write the buckets whose records come."""
    for bucket, pieces in groupby(_pieces(batches), key=lambda piece: piece[0]):
        records = (piece for _, piece in pieces)
        # An executor that was given up for lost may still be writing: each try has a folder of its own.
        attempt = root / f"attempt-{uuid4().hex}"
        with TemporaryDirectory(prefix="corpuspkg-") as folder:
            try:
                work = Workspace(folder=Path(folder))
                parts = finish_bucket(settlement, bucket, records, attempt, work, with_text=with_text)
                for file in (file for part in parts.values() for file in (part.csv, part.parquet)):
                    (root / file.path).parent.mkdir(parents=True, exist_ok=True)
                    (attempt / file.path).replace(root / file.path)
            finally:
                shutil.rmtree(attempt, ignore_errors=True)
        yield pa.record_batch({"bucket": pa.array([bucket], pa.int32()), "data": pa.array([pickle.dumps(parts)])})


def _pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Batches cut where a bucket ends, with the bucket's number."""
    schema = record_schema()
    for batch in batches:
        buckets = batch.column("bucket")
        records = pa.Table.from_batches([batch]).select(schema.names).cast(schema)
        start = 0
        for run in buckets.value_counts().to_pylist() if batch.num_rows else ():
            piece = records.slice(start, run["counts"]).combine_chunks()
            start += run["counts"]
            yield from ((run["values"], one) for one in piece.to_batches())
