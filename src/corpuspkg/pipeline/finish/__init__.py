"""From the records of all letters to the files of the package.

First what needs the whole corpus is settled (`corpuspkg.pipeline.settle`): who is who, which letter answers which,
which instruments are cited, in which order the letters stand. The decisions are tables on disk (`Settlement`). Then
each bucket of letters is written by itself (`finish_bucket`): whatever can bring its records in order can do it.
"""

from __future__ import annotations

from corpuspkg.pipeline.finish.buckets import finish_bucket
from corpuspkg.pipeline.finish.package import describe, finish
from corpuspkg.pipeline.finish.settlement import Ranks, Settlement

__all__ = ["Ranks", "Settlement", "describe", "finish", "finish_bucket"]
