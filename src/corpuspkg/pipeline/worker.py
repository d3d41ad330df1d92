"""What the process that workers are forked from holds: all that reading a letter needs, loaded once for all of them.

Imported by that process alone, and the one module whose import does something: a new worker starts in milliseconds
instead of seconds, and the workers share the memory of the authority files.
"""

from __future__ import annotations

import signal


def _load() -> None:
    from corpuspkg.pipeline.guarded import warm_up  # noqa: PLC0415 - while the signal is held off

    warm_up()


# The build ends its workers itself; an interruption while this loads would print a traceback.
_previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
try:
    _load()
finally:
    signal.signal(signal.SIGINT, _previous)
