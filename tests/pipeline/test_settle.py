"""What is settled of a corpus in the database is what the same rules give on letters in memory."""

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpuspkg.authority import load_registry
from corpuspkg.identity import identify_agents
from corpuspkg.model import (
    AgentKind,
    CuratedAgent,
    Letter,
    LetterDates,
    Participation,
    ParticipationStatus,
    Reference,
    ReferenceKind,
    Role,
    Segment,
    SegmentRole,
)
from corpuspkg.pipeline.checkpoint import Checkpoint, write_part
from corpuspkg.pipeline.finish.database import Workspace
from corpuspkg.pipeline.settle import settle
from corpuspkg.records import nest_letters
from corpuspkg.references import resolve_references
from corpuspkg.rows import BuiltLetter, Source, reference_rows
from corpuspkg.sidecar import Sidecar

PERSON, ORGANIZATION, GROUP, OFFICE = AgentKind.PERSON, AgentKind.ORGANIZATION, AgentKind.GROUP, AgentKind.OFFICE
NAMES = (
    *((name, PERSON) for name in ("Ada Berg", "ADA BERG", "Ada M. Berg", "A. M. Berg", "A. Berg", "Berg", "Ada")),
    *((name, PERSON) for name in ("Adele Berg", "Carl Roe", "C. Roe", "Roe", "Mr. Carl Roe", "Kofi Annan", "K. Annan")),
    *((name, ORGANIZATION) for name in ("HSE", "The Harbour Society of Exampleton", "Berg 2", "Roe", "Roe 2 3")),
    *((name, GROUP) for name in ("Members of the board", "members of the Board", "Berg")),
    *((name, OFFICE) for name in ("Secretary-General of the United Nations", "the Director", "Director of Harbours")),
)
TITLES = (None, None, "Secretary-General of the United Nations", "President", "Director")
SENTENCES = (
    "The Harbour Society of Exampleton (HSE) met. ",
    "We have the letter of Ada Berg to Carl Roe before us. ",
    "Kofi Annan read a dispatch by Adele Berg aloud. ",
    "Nothing else was said. ",
)
CURATED = (
    CuratedAgent(agent_id="berg", forms=("A. Berg",), not_forms=("Adele Berg",)),
    CuratedAgent(agent_id="roe-2", name="A certain Roe", wikidata="Q1"),
    CuratedAgent(agent_id="director", name="The Director"),
    CuratedAgent(agent_id="someone", forms=("Members of the board", "Roe")),
)


def make_letters(source: random.Random, *, decided: bool) -> list[Letter]:
    return [make_letter(source, number, decided=decided) for number in range(source.randint(1, 14))]


def make_letter(source: random.Random, number: int, *, decided: bool) -> Letter:
    year = source.choice((None, "1998-03-01", "1999-05-06", "2004", "1930-01-02", "1998-03-01"))
    text = "To\nthe Secretary-General\n" + "".join(source.choices(SENTENCES, k=3))
    participations = []
    for _ in range(source.randint(0, 5)):
        name, kind = source.choice(NAMES)
        participations.append(
            Participation(
                role=source.choice(list(Role)),
                name=name,
                kind=kind,
                status=ParticipationStatus.EXTRACTED,
                rule_id="test",
                office=source.choice(TITLES) if kind is PERSON else None,
                agent_id=source.choice(("roe-2", "someone", "nobody")) if decided and source.random() < 0.1 else None,
            )
        )
    start = text.index("The Harb") if "The Harb" in text else 25
    reference = Reference(
        kind=ReferenceKind.LETTER,
        start=start,
        end=start + 5,
        exact=source.choice(("your letter", "my letter to you", "the letter to Mr. Roe")),
        status="unresolved",
        rule_id="test",
        date=source.choice((None, "1998-03-01", "1999-05-06")),
    )
    return Letter(
        letter_id=f"{source.choice('abc')}{number}",
        text=text,
        dates=LetterDates(sent_date=year),
        segments=(
            Segment(role=SegmentRole.ADDRESS, start=0, end=24),
            Segment(role=SegmentRole.BODY, start=25, end=len(text)),
        ),
        participations=tuple(participations),
        references=(reference,) if source.random() < 0.6 else (),
    )


def built(letter: Letter) -> BuiltLetter:
    source = Source(
        source_id=letter.letter_id,
        file=f"{letter.letter_id}.txt",
        sha256="0" * 64,
        bytes=1,
        encoding="utf-8",
        offset_map="",
    )
    return BuiltLetter(source=source, letter=letter)


def checkpoint_of(letters: list[Letter], curated: tuple[CuratedAgent, ...], folder: Path) -> Checkpoint:
    """The letters in two parts, with sidecars that say the same as `curated`."""
    half = len(letters) // 2
    parts = []
    for number, some in enumerate((letters[:half], letters[half:])):
        part = folder / f"part-{number}.parquet"
        write_part([nest_letters([built(letter) for letter in some])], part)
        parts.append(part)
    agents = tuple(
        {
            "agent": one.agent_id,
            "forms": list(one.forms),
            "not_forms": list(one.not_forms),
            **{key: value for key in ("name", "wikidata") if (value := getattr(one, key))},
        }
        for one in curated
    )
    given = tuple({"name": one.name, "agent": one.agent_id} for each in letters for one in each.participations)
    sidecar = Sidecar(agents=agents, participations=tuple(one for one in given if one["agent"]))
    return Checkpoint(folder=folder, parts=tuple(parts), sidecars=(sidecar,), documents=len(letters))


@pytest.mark.parametrize("seed", range(24))
def test_agents_and_references_are_those_of_letters_in_memory(seed: int, tmp_path: Path) -> None:
    source = random.Random(seed)  # noqa: S311 - repeatable, not secret
    curated = CURATED if seed % 2 else ()
    letters = make_letters(source, decided=bool(curated))
    index = identify_agents(letters, curated)
    expected = sorted(resolve_references(index.letters), key=lambda letter: letter.letter_id)

    source.shuffle(letters)
    checkpoint = checkpoint_of(letters, curated, tmp_path)
    settled = settle(checkpoint, load_registry(()), 1000, Workspace(folder=tmp_path))
    agents = pq.ParquetFile(settled.agents).read()
    names = ("agent_id", "name", "kind", "wikidata", "authority_source")
    assert rows(agents, names) == [tuple(getattr(one, name) for name in names) for one in index.agents]
    fields = ("agent_id", "status", "office")
    assert rows(pq.ParquetFile(settled.participations).read(), fields) == [
        tuple(getattr(one, name) for name in fields) for letter in expected for one in letter.participations
    ]
    before = {letter.letter_id: letter for letter in letters}
    changed = [each for each in expected if each.references != before[each.letter_id].references]
    names = ("reference_id", "target_letter_id", "status", "start", "rule_id")
    assert rows(pq.ParquetFile(settled.references).read(), names) == [
        tuple(row[name] for name in names) for letter in changed for row in reference_rows(letter)
    ]


def rows(table: pa.Table, names: tuple[str, ...]) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in names) for row in table.to_pylist()]
