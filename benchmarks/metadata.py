"""Letters a second: segments and metadata beside a blank spaCy pipeline, and each stage of reading a letter.

    python benchmarks/metadata.py [--megabytes 6]

On one core, in CPU time. The peer only splits the text into words and sentences; no tool known to us reads a letter's
metadata.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from corpuspkg.metadata import read_metadata
from corpuspkg.normalize import normalize
from corpuspkg.pipeline.batch import document_batch, normalize_batch
from corpuspkg.segment import segment_text
from letters import make_letters
from measure import Run, measure, print_table, take
from stages import STAGES, Stages

_STAGES = ("decode", "hash", "normalize", "segments", "metadata", "references", "citations", "records")
_BATCH = 64


def read_letter(text: str) -> int:
    """Segment a letter and read its metadata; the number of people found."""
    return len(read_metadata(text, segment_text(text)).participations)


def spacy_pipeline() -> Callable[[str], int] | None:
    """A blank English pipeline with its rule-based sentence splitter; None where spaCy is not installed."""
    try:
        import spacy  # noqa: PLC0415 - an optional peer
    except ImportError:
        return None
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    return lambda text: len(list(pipeline(text).sents))


def time_stages(letters: list[str]) -> list[tuple[str, float]]:
    """What reading a letter takes, from its bytes to its record: milliseconds a letter by stage, and as a whole."""
    rows = [{"file": f"{number}.txt", "data": letter.encode()} for number, letter in enumerate(letters)]
    batches = [document_batch(rows[at : at + _BATCH]) for at in range(0, len(rows), _BATCH)]
    normalize_batch(batches[0])
    clock = Stages()
    with clock.timing((place, stage) for stage in _STAGES for place in STAGES[stage][0]):
        for batch in batches:
            normalize_batch(batch)
    taken = [(stage, clock.seconds(stage) * 1000 / len(rows)) for stage in (*_STAGES, "other")]
    return [*taken, ("all", sum(milliseconds for _, milliseconds in taken))]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=6)
    size = parser.parse_args().megabytes
    written = list(make_letters(size))
    letters = [normalize(text).text for text in written]
    runs = [measure("corpuspkg: segments and metadata", read_letter, letters)]
    peer = spacy_pipeline()
    if peer is None:
        print("spaCy is not installed: pip install 'corpuspkg[benchmark]'")
    else:
        runs.append(measure("spaCy: blank pipeline with sentencizer", peer, take(letters, size / 4)))
    print_table("Letters of about 3 KB", ("what", "letters", "letters/s", "ms/letter", "MB/s"), map(_row, runs))
    print(f"ours is {runs[0].rate / runs[-1].rate:.1f} times as fast" if peer else "no peer to compare with")
    stages = [(stage, taken, 1000 / taken) for stage, taken in time_stages(written)]
    print_table("From bytes to a letter record", ("stage", "ms/letter", "letters/s"), stages)
    growth = [measure(f"{times} x", read_letter, ["\n\n".join(letters[:times])]) for times in (100, 200, 400, 800)]
    print_table("One letter, growing", ("letters pasted together", "MB", "s", "MB/s"), map(_growth_row, growth))


def _row(run: Run) -> tuple[object, ...]:
    return run.name, run.documents, run.rate, 1000 / run.rate, run.speed


def _growth_row(run: Run) -> tuple[object, ...]:
    return run.name, run.size / 1_000_000, run.seconds, run.speed


if __name__ == "__main__":
    main()
