"""Citations: megabytes a second beside other tools, and how the time grows; one core, CPU time of the process.

    python benchmarks/citations.py                 # all, with small slices for the slow tools
    python benchmarks/citations.py --peer-megabytes 20 --only peers
    python benchmarks/citations.py --only registry
    python benchmarks/citations.py --only letter --largest 10 --sentences 5000

Every tool reads the same perturbed letters in the same run; a slow one may be given the first of them only, which the
table shows. A tool that is not installed is named as missing.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from corpuspkg.authority import Registry, load_registry
from corpuspkg.authority.registry import ALIAS_FIELDS, INSTRUMENT_FIELDS
from corpuspkg.citations import CitationContext, find_citations
from corpuspkg.model import Segment, SegmentRole
from corpuspkg.normalize import normalize
from letters import SEED, cited_sentences, make_letters
from measure import Run, measure, print_table, take

Work = Callable[[str], int]

HYPERSCAN_CACHE = Path(tempfile.gettempdir()) / "corpuspkg-benchmark-hyperscan"
WORDS = ("Harbour", "Lighthouse", "Orchard", "Granite", "Meadow", "Falcon", "Copper", "Juniper", "Saffron", "Willow")
REGISTRY_SIZES = (2_000, 50_000)
LETTER_SHARES = (0.02, 0.04, 0.1, 0.2, 0.4, 1)


def ours(registry: Registry | None = None, *, remembers: bool = True) -> Work:
    """Our recognition over one body segment; on request without what it remembers of the letters before."""
    context = CitationContext()
    forget = [] if remembers else [memory.cache_clear for memory in _memories()]

    def work(text: str) -> int:
        for clear in forget:
            clear()
        body = (Segment(role=SegmentRole.BODY, start=0, end=len(text)),)
        return len(find_citations(text, body, context, registry=registry).citations)

    work("\n".join(cited_sentences()))  # tables that few letters need are made before the clock starts, too
    return work


def _memories() -> list[Any]:
    """The bounded caches of the recognition: of dates, names and passages read before."""
    modules = [module for name, module in sys.modules.items() if name.startswith("corpuspkg.citations")]
    cached = {id(value): value for module in modules for value in vars(module).values() if hasattr(value, "cache_info")}
    return [value for value in cached.values() if value.cache_info().maxsize is not None]


def eyecite_default() -> Work:
    """Citations of US law by eyecite, with the tokenizer it takes by itself."""
    from eyecite import get_citations  # noqa: PLC0415 - an optional peer

    return lambda text: len(get_citations(text))


def eyecite_hyperscan() -> Work:
    """The same with its tokenizer over Hyperscan; the compiled patterns are kept between runs."""
    import hyperscan  # noqa: F401, PLC0415 - eyecite imports it late; here it must be missing early
    from eyecite import get_citations  # noqa: PLC0415 - an optional peer
    from eyecite.tokenizers import HyperscanTokenizer  # noqa: PLC0415 - as above

    HYPERSCAN_CACHE.mkdir(exist_ok=True)
    tokenizer = HyperscanTokenizer(cache_dir=str(HYPERSCAN_CACHE))
    return lambda text: len(get_citations(text, tokenizer=tokenizer))


def spacy_ruler() -> Work:
    """All our aliases in an EntityRuler of a blank spaCy pipeline, case ignored."""
    import spacy  # noqa: PLC0415 - an optional peer

    pipeline = spacy.blank("en")
    pipeline.max_length = 100_000_000
    ruler = pipeline.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": one.instrument_id, "pattern": one.alias} for one in load_registry().aliases])
    return lambda text: len(pipeline(text).ents)


PEERS = {
    "eyecite, default tokenizer": eyecite_default,
    "eyecite, Hyperscan tokenizer": eyecite_hyperscan,
    "spaCy EntityRuler with our aliases": spacy_ruler,
}


def compare(megabytes: float, peer_megabytes: float) -> None:
    """Ours and the peers over the same letters."""
    letters = [normalize(text).text for text in make_letters(megabytes)]
    runs = [
        measure("corpuspkg", ours(), letters),
        measure("corpuspkg, each letter as if it were the first", ours(remembers=False), letters),
    ]
    missing = []
    for name, prepare in PEERS.items():
        try:
            work = prepare()
        except ImportError as error:
            missing.append(f"{name}: not installed ({error.name}): pip install 'corpuspkg[benchmark]'")
            continue
        runs.append(measure(name, work, take(letters, peer_megabytes)))
    rows = [(*_row(run), runs[0].speed / run.speed) for run in runs]
    print_table("The same letters", ("what", "MB", "found", "s", "MB/s", "ours is x times"), rows)
    print("\n".join(missing))


def grow_registry(megabytes: float) -> None:
    """The same letters with more and more names in the registry, none of which they hold."""
    letters = [normalize(text).text for text in make_letters(megabytes)]
    runs = [measure(f"{len(load_registry().aliases):,} aliases (as shipped)", ours(), letters)]
    with tempfile.TemporaryDirectory() as folder:
        for size in REGISTRY_SIZES:
            registry = load_registry(_write_registry(Path(folder), size))
            name = f"{len(registry.aliases):,} aliases ({size:,} added)"
            runs.append(measure(name, ours(registry), letters))
    print_table("Size of the registry", ("registry", "MB", "found", "s", "MB/s"), map(_row, runs))


def grow_letter(largest: float, sentences: int) -> None:
    """One letter of up to so many megabytes, and one of up to so many sentences that cite."""
    whole = "\n\n".join(normalize(text).text for text in make_letters(largest))
    runs = [
        measure(f"a letter of {largest * share:g} MB", ours(), [whole[: int(len(whole) * share)]])
        for share in LETTER_SHARES
    ]
    source = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    pool = [normalize(text).text for text in cited_sentences()]
    for count in (sentences // 4, sentences):
        text = "\n".join(source.choice(pool) for _ in range(count))
        runs.append(measure(f"a letter of {count:,} sentences that cite", ours(), [text]))
    print_table("Length of the letter", ("letter", "MB", "found", "s", "MB/s"), map(_row, runs))


def attack(size: int) -> None:
    """Texts that make careless patterns slow, each of one and of two sizes: the time must not more than double."""
    rows = []
    for name, text in _attacks(size):
        single, double = (measure(name, ours(), [text[:length]]) for length in (len(text) // 2, len(text)))
        rows.append((*_row(double), double.seconds / max(single.seconds, 1e-9)))
    print_table("Adversarial text", ("text", "MB", "found", "s", "MB/s", "twice as long takes x"), rows)


def _attacks(size: int) -> Iterator[tuple[str, str]]:
    units = {
        "digits": "1234567890",
        "digits and commas": "822, 853, ",
        "numbers in a list": "resolutions 822, 853, 874, ",
        "article article article": "article ",
        "articles without an instrument": "Articles 18, 19 and 20, ",
        "of of of": "Article 2 of ",
        "unclosed parentheses": "resolution (",
        "nested parentheses": "Article 2(4)(a)(i)(",
        "double quotes": '"',
        "curly quotes": "“the ‘Convention",
        "definitions": 'the Convention ("the Convention") ',
        "Act Act Act": "Act ",
        "capitals": "The International Joint Common ",
        "Security Council": "Security Council ",
        "resolution resolution": "resolution ",
        "names without an end": "Convention on the ",
        "v. v. v.": "Smith v. ",
        "sections": "§ 5 § ",
        "symbols": "A/RES/S/",
        "line ends": "Security\nCouncil\n",
        "empty lines": "resolution\n\n",
        "blanks": "resolution \t ",
        "hyphens": "conven-\ntion ",
        "agreement between": "Agreement between A and ",
        "non-ASCII": "Übereinkommen № ",
    }
    for name, unit in units.items():
        yield name, normalize(unit * (size // len(unit))).text


def _write_registry(folder: Path, size: int) -> list[Path]:
    """Instruments with invented names, two aliases each."""
    source = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    instruments, aliases = folder / f"instruments-{size}.csv", folder / f"aliases-{size}.csv"
    with (
        instruments.open("w", encoding="utf-8", newline="") as rows,
        aliases.open("w", encoding="utf-8", newline="") as names,
    ):
        row_writer, name_writer = csv.writer(rows), csv.writer(names)
        row_writer.writerow(INSTRUMENT_FIELDS)
        name_writer.writerow(ALIAS_FIELDS)
        for number in range(size // 2):
            title = f"Convention on {' '.join(source.sample(WORDS, 3))} Matters of District {number}"
            row_writer.writerow((f"treaty:invented-{number}", "treaty", title, *[""] * 7, "invented"))
            name_writer.writerow((f"treaty:invented-{number}", title, "title", "any", ""))
            name_writer.writerow((f"treaty:invented-{number}", f"District {number} Convention", "short", "any", ""))
    return [instruments, aliases]


def _row(run: Run) -> tuple[object, ...]:
    return run.name, run.size / 1_000_000, run.found, run.seconds, run.speed


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=20, help="of letters, for ours (default: 20)")
    parser.add_argument("--peer-megabytes", type=float, default=2, help="of these letters, for each peer (default: 2)")
    parser.add_argument("--largest", type=float, default=50, help="megabytes of the largest letter (default: 50)")
    parser.add_argument("--sentences", type=int, default=100_000, help="that cite in one letter (default: 100000)")
    parser.add_argument("--attack-size", type=int, default=1_000_000, help="characters of an adversarial text")
    parser.add_argument("--only", choices=("peers", "registry", "letter", "attacks"), help="one part of the whole")
    options = parser.parse_args()
    parts = {
        "peers": lambda: compare(options.megabytes, options.peer_megabytes),
        "registry": lambda: grow_registry(options.megabytes),
        "letter": lambda: grow_letter(options.largest, options.sentences),
        "attacks": lambda: attack(options.attack_size),
    }
    for name, run in parts.items():
        if options.only in (None, name):
            run()


if __name__ == "__main__":
    main()
