"""Which stage of a build takes how much CPU time: the functions that make it up are timed where they are called."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from typing import Any

_LOOKS = 20_000
_PIPELINE = "corpuspkg.pipeline"
# The stages of a build: the functions that make it up, in the modules that call them, and its kind of limit.
STAGES: dict[str, tuple[tuple[str, ...], str | None]] = {
    "plan": ((f"{_PIPELINE}.gather.take_inventory", f"{_PIPELINE}.gather.make_plan"), "read"),
    "read": ((f"{_PIPELINE}.parts.read_partition",), "read"),
    "hash": (("hashlib.sha256",), "hash"),
    "decode": ((f"{_PIPELINE}.batch.decode_document",), "decode"),
    "normalize": ((f"{_PIPELINE}.batch.normalize", f"{_PIPELINE}.batch.byte_anchors"), None),
    "segments": ((f"{_PIPELINE}.extract.segment_text",), None),
    "metadata": ((f"{_PIPELINE}.extract.read_metadata",), None),
    "references": ((f"{_PIPELINE}.extract.find_references",), None),
    "citations": ((f"{_PIPELINE}.extract.find_citations",), None),
    "records": ((f"{_PIPELINE}.batch.nest_letters", f"{_PIPELINE}.batch._read"), None),
    "part write": ((f"{_PIPELINE}.parts.write_part",), "parquet"),
    "survey": ((f"{_PIPELINE}.settle.survey",), None),
    "agents": ((f"{_PIPELINE}.settle.settle_agents",), None),
    "links": ((f"{_PIPELINE}.settle.settle_references",), None),
    "settle": ((f"{_PIPELINE}.corpus.settle",), None),
    "sort": ((f"{_PIPELINE}.finish.order.MoveJob.run", f"{_PIPELINE}.finish.order.InRuns.records"), "sort"),
    "tables": ((f"{_PIPELINE}.pool.finish",), None),
    "logical hashes": (("corpuspkg.tablefiles.OrderedHash.add",), None),
    "CSV": (("corpuspkg.tablefiles.csv_lines",), "csv"),
    "Parquet": (("corpuspkg.tablefiles.TableWriter._end_group",), "parquet"),
    "hash files": (("corpuspkg.tablefiles._Sink.write",), "hash files"),
    "validate": ((f"{_PIPELINE}.corpus.check_package",), "read back"),
}


class Stages:
    """A clock for each stage; one stops while another runs, so that all of them add up to the whole."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._calls: defaultdict[str, int] = defaultdict(int)
        self._running = ["other"]
        self._since = time.process_time()
        self._look_cost = self._measure_looks()

    @contextmanager
    def timing(self, places: Iterable[tuple[str, str]]) -> Iterator[None]:
        """Time what is done inside.

        Args:
            places: Dotted places of functions in the modules that call them, each with the name of its stage.
        """
        kept = []
        for place, stage in places:
            owner, _, name = place.rpartition(".")
            holder = _find(owner)
            function = getattr(holder, name)
            kept.append((holder, name, function))
            setattr(holder, name, self._timed(function, stage))
        self._since = time.process_time()
        try:
            yield
        finally:
            self._charge()
            for holder, name, function in reversed(kept):
                setattr(holder, name, function)

    def _measure_looks(self) -> float:
        """Seconds that timing a call takes within the time that is measured."""
        empty = self._timed(lambda: None, "looks")
        for _ in range(_LOOKS):
            empty()
        return self._seconds["looks"] / _LOOKS

    def _charge(self) -> None:
        now = time.process_time()
        self._seconds[self._running[-1]] += now - self._since
        self._since = now

    def seconds(self, stage: str) -> float:
        """CPU time of a stage, less what the looks at the clock took; `other` is what belongs to none."""
        return max(self._seconds[stage] - self._calls[stage] * self._look_cost, 0.0)

    def _enter(self, stage: str) -> None:
        self._charge()
        self._calls[stage] += 1
        self._running.append(stage)

    def _leave(self) -> None:
        self._charge()
        self._running.pop()

    def _timed(self, function: Callable[..., Any], stage: str) -> Any:
        @wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:
            self._enter(stage)
            try:
                value = function(*arguments, **options)
            finally:
                self._leave()
            return self._iterated(value, stage) if isinstance(value, Iterator) else value

        return call

    def _iterated(self, values: Iterator[Any], stage: str) -> Iterator[Any]:
        while True:
            self._enter(stage)
            try:
                value = next(values)
            except StopIteration:
                return
            finally:
                self._leave()
            yield value


def _find(place: str) -> Any:
    """A module, or what stands in one."""
    try:
        return import_module(place)
    except ImportError:
        owner, _, name = place.rpartition(".")
        return getattr(_find(owner), name)
