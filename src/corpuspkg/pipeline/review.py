"""Collect what a person should look at in a corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpuspkg.authority import load_registry
from corpuspkg.citations.named import instrument_named
from corpuspkg.config import load_config
from corpuspkg.curate import curate, curated_agents
from corpuspkg.errors import InputError, UnknownNameError
from corpuspkg.identity import identify_agents
from corpuspkg.model import CuratedAgent, Letter
from corpuspkg.normalize import normalize
from corpuspkg.pipeline.extract import extract_text
from corpuspkg.pipeline.sources.folder import letter_files
from corpuspkg.pipeline.sources.inputs import Folder, find_inputs
from corpuspkg.pipeline.sources.listing import SIDECAR_SUFFIX
from corpuspkg.read import Unread, read_document
from corpuspkg.review import Question, check_decisions, find_doubts, find_possible_pairs, find_redundant
from corpuspkg.sidecar import Sidecar, read_sidecar


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person should look at.

    Attributes:
        questions: By letter, in the order of the text.
        texts: The letters' texts by id.
        sidecars: Where each letter's decisions are, by id.
        instruments: Ids of the authority files.
        unseen: Files of many letters: theirs have no sidecars to write decisions to, and are left out.
    """

    questions: tuple[Question, ...]
    texts: dict[str, str]
    sidecars: dict[str, Path]
    instruments: frozenset[str]
    unseen: tuple[str, ...] = ()

    def knows(self, instrument_id: str) -> bool:
        """Whether a decision may name this instrument."""
        return instrument_id in self.instruments or instrument_named(instrument_id) is not None


def review_corpus(root: Path, letter_id: str | None = None, *, progress: Callable[[str], None] | None = None) -> Review:
    """Read a corpus and collect what is uncertain in it.

    Args:
        root: Folder of the corpus.
        letter_id: One letter alone; all letters are read even so, to tell agents apart.
        progress: Called with the file name before each letter is read.

    Raises:
        InputError: A sidecar is broken or cannot be carried out: the build says how.
        UnknownNameError: There is no such letter.
    """
    config = load_config(root)
    registry = load_registry(config.authority)

    def title(instrument_id: str) -> str | None:
        one = registry.instruments.get(instrument_id) or instrument_named(instrument_id)
        return (one.title or one.symbol or instrument_id) if one else None

    letters: list[Letter] = []
    decided: dict[str, list[CuratedAgent]] = {}
    questions: list[Question] = []
    places: dict[str, Path] = {}
    folders, containers = find_inputs(config.root, config.inputs)
    # Where there is no folder at all, asking for one says so.
    for folder, path in _letter_files(folders or [Folder(path=config.seeds)]):
        if progress:
            progress(path.name)
        place = path.with_suffix(SIDECAR_SUFFIX)
        sidecar = _sidecar(place)
        document = read_document(path, encoding=sidecar.encoding, max_bytes=config.max_letter_bytes, folder=folder.path)
        if isinstance(document, Unread):
            continue
        name = sidecar.letter_id or folder.prefix + document.stem
        read = extract_text(normalize(document.text).text, name, registry)
        letter = _decide(read, sidecar, place)
        questions += [*find_doubts(letter, sidecar, title), *check_decisions(read, sidecar)]
        decided[letter.letter_id] = curated_agents(sidecar.agents)
        letters.append(letter)
        places[letter.letter_id] = place
    if letter_id is not None and letter_id not in places:
        raise UnknownNameError("letter", letter_id, tuple(places))
    curated = [agent for agents in decided.values() for agent in agents]
    questions += find_possible_pairs(identify_agents(letters, curated), curated)
    if curated:
        by_rules = identify_agents(letters, ())
        questions += [one for name, agents in decided.items() for one in find_redundant(by_rules, name, agents)]
    chosen = [one for one in questions if letter_id in (None, one.letter_id)]
    return Review(
        questions=tuple(sorted(chosen, key=lambda one: (one.letter_id, one.start or 0, one.kind, one.message))),
        texts={letter.letter_id: letter.text for letter in letters},
        sidecars=places,
        instruments=frozenset(registry.instruments),
        unseen=tuple(one.name for one in containers),
    )


def _letter_files(folders: Sequence[Folder]) -> Iterator[tuple[Folder, Path]]:
    for folder in folders:
        yield from ((folder, path) for path in letter_files(folder.path))


def _sidecar(place: Path) -> Sidecar:
    sidecar = read_sidecar(place)
    if not isinstance(sidecar, Sidecar):
        raise InputError(
            sidecar[0].message, path=place, hint="mend the sidecar first; corpuspkg build lists all mistakes"
        )
    return sidecar


def _decide(read: Letter, sidecar: Sidecar, place: Path) -> Letter:
    result = curate(
        read,
        sidecar,
    )
    if result.issues:
        raise InputError(result.issues[0].message, path=place, hint="mend the sidecar first")
    return result.letter
