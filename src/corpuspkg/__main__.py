"""`corpuspkg`, and `python -m corpuspkg`: where the program starts."""

from __future__ import annotations

import sys

_INTERRUPTED = 130


def main() -> None:
    """Load the command line and run it; an interruption while it is loaded ends as one later does."""
    try:
        from corpuspkg.cli import main as run  # noqa: PLC0415 - what is interrupted here must be told in a line
    except KeyboardInterrupt:
        sys.stderr.write("stopped from the keyboard\n")
        raise SystemExit(_INTERRUPTED) from None
    run()


if __name__ == "__main__":
    main()
