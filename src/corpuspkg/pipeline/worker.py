"""What the process that workers are forked from holds: all that reading a letter needs, loaded once for all of them.

Imported by that process alone, and the one module whose import does something: a new worker starts in milliseconds
instead of seconds, and the workers share the memory of the authority files.
"""

from __future__ import annotations

import signal

_SAMPLE = (
    b"4 May 2021\n\nDear Dr. Marsh,\n\nWe write about Security Council resolution 1325 (2000).\n\nYours,\n\nBen Reed\n"
)


def _load() -> None:
    from corpuspkg.pipeline.batch import document_batch, normalize_batch  # noqa: PLC0415 - while the signal is held off

    normalize_batch(document_batch([{"file": "a.txt", "data": _SAMPLE}]))


# The build ends its workers itself; an interruption while this loads would print a traceback.
_previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
try:
    _load()
finally:
    signal.signal(signal.SIGINT, _previous)
