from __future__ import annotations

import pytest

from corpuspkg.metadata import read_metadata
from corpuspkg.metadata.names import read_party
from corpuspkg.model import Role
from corpuspkg.normalize import normalize
from corpuspkg.segment import segment_text

ASK = "We ask that the pier be opened again before the summer, as it was in other years."

NAMES = {
    "The Honorable Michael R. Stone": ("Michael R. Stone", "person", None),
    "US Secretary of State Ann Lee": ("Ann Lee", "person", "US Secretary of State"),
    "the Chargé in Ruritania (Lane)": ("Lane", "person", "Chargé in Ruritania"),
    "the Secretary of State": ("Secretary of State", "office", None),
    "WILLIAM H. STONE.": ("William H. Stone", "person", None),
    "John R. Stone, Jr.": ("John R. Stone, Jr.", "person", None),
    "Charles Francis Stone, Esq.": ("Charles Francis Stone", "person", None),
    "Messrs. Stone & Lee": ("Stone & Lee", "organization", None),
    "Harbour Trust of Pell": ("Harbour Trust of Pell", "organization", None),
    "the Marquess of Thornbury": ("Marquess of Thornbury", "person", None),
    "the Mayor, Alderman Ann Lee": ("Ann Lee", "person", "Mayor"),
}


@pytest.mark.parametrize(("phrase", "expected"), NAMES.items())
def test_a_name_is_what_stays_without_courtesy_and_office(phrase: str, expected: tuple[str, str, str | None]) -> None:
    party = read_party(phrase, 0, len(phrase))
    assert party is not None
    assert (party.name, party.kind.value, party.office) == expected


def test_an_office_below_a_name_is_read_whole() -> None:
    signature = "Ann Lee\nMinister of Blue Ocean Stewardship"
    text = f"Pell, 3 May 2019\n\nDear Mr. Stone,\n\n{ASK}\n\nYours sincerely,\n\n{signature}\n"
    found = read_metadata(text, segment_text(text))
    authors = [(one.name, one.office) for one in found.participations if one.role is Role.AUTHOR]
    assert authors == [("Ann Lee", "Minister of Blue Ocean Stewardship")]


# Text, authors, recipients, copies.
LETTERS = [
    (
        (
            f"Mr. Hill to Mr. Buck.\n\nLegation,\nRome, May 3, 1901.\n\nNo. 12.]\n\nSir: {ASK}\n\n"
            f"I am, etc.,\n\nDavid J. Hill."
        ),
        ["David J. Hill"],
        ["Buck"],
        [],
    ),
    (
        (
            f"The Minister in Ruritania (Fish) to the Secretary of State\n\n"
            f"Strelsau, May 3, 1936.\n[Received May 9.]\n\nSir: {ASK}\n\nRespectfully yours,\n\n"
            f"Bert Fish"
        ),
        ["Bert Fish"],
        ["Secretary of State"],
        [],
    ),
    (
        (
            f"Harbour Trust\n\nOpen letter to Ann Lee\n\nAnn Lee\n\nMayor of Pell\n\nPell\n\n"
            f"May 3, 2018\n\nDear Madam Mayor,\n\n{ASK}\n\nHarbour Trust"
        ),
        ["Harbour Trust"],
        ["Ann Lee"],
        [],
    ),
    (
        (
            f"The Harbour Trust sent a letter to Mayor Ann Lee asking for the pier.\n\n"
            f'The letter states the following:\n\n"{ASK}'
        ),
        ["Harbour Trust"],
        ["Ann Lee"],
        [],
    ),
    (
        f'A letter was sent to Mayor Ann Lee by John Roe.\n\nThe letter reads as follows:\n\n"{ASK}"',
        ["John Roe"],
        ["Ann Lee"],
        [],
    ),
    (
        (
            f"The Embassy of Ruritania presents its compliments to the Ministry of Trade of Pell and "
            f"has the honour to write. {ASK}"
        ),
        ["Embassy of Ruritania"],
        ["Ministry of Trade of Pell"],
        [],
    ),
    (
        (
            f"From: Ann Lee <ann@x.example>\nTo: John Roe <j@x.example>\nCc: Bo Ek <b@x.example>\n"
            f"Subject: Pier\n\nDear John,\n\n{ASK}\n\nBest,\nAnn"
        ),
        ["Ann Lee"],
        ["John Roe"],
        ["Bo Ek"],
    ),
    (f"Dear Mother,\n{ASK}\nYour loving son,\nWillie", ["Willie"], ["Mother"], []),
    (f"A Chara,\n{ASK}\nMise le meas,\nSeán Ó Broin\n\ncc: Bo Ek, Clerk", ["Seán Ó Broin"], [], ["Bo Ek"]),
    (
        f"Dear Sir,\n\n{ASK}\n\nYour obedient Servant,\nT. Roe\nSecretary\n\nAnn Lee, Esq., &c., &c.",
        ["T. Roe"],
        ["Ann Lee"],
        [],
    ),
    (
        f"Dear Mayor Lee,\n\n{ASK}\n\nSincerely,\n\nBo Ek\tCarl Roe\nSenator\tSenator\n\nand 40 others",
        ["Bo Ek", "Carl Roe"],
        ["Lee"],
        [],
    ),
    (
        f"The Honorable Ann Lee 22 Mill Lane, Pell May 3, 2018 Dear Mayor Lee: {ASK} Sincerely, Bo Ek",
        ["Bo Ek"],
        ["Ann Lee"],
        [],
    ),
    (
        (
            f"Letter dated 3 May 2018 from the Permanent Representative of Ruritania to the United "
            f"Nations addressed to the Secretary-General\n\n"
            f"{ASK}"
        ),
        ["Permanent Representative of Ruritania to the United Nations"],
        ["Secretary-General"],
        [],
    ),
    (f"Dear [Name of Senator],\n\n{ASK}\n\nSincerely,\n[Your name]", [], [], []),
    (f"Dear Sir,\n\n{ASK}", [], [], []),
]


@pytest.mark.parametrize(("raw", "authors", "recipients", "copies"), LETTERS)
def test_who_takes_part_is_read(raw: str, authors: list[str], recipients: list[str], copies: list[str]) -> None:
    text = normalize(raw).text
    metadata = read_metadata(text, segment_text(text))
    found = {role: [part.name for part in metadata.participations if part.role is role] for role in Role}
    assert (found[Role.AUTHOR], found[Role.RECIPIENT], found[Role.CC]) == (authors, recipients, copies)
    codes = {issue.code for issue in metadata.issues}
    assert ("author-not-named" in codes) is (not authors)
    assert ("recipient-not-named" in codes) is (not recipients)


def test_a_second_letter_on_the_page_is_an_issue() -> None:
    text = normalize(f"Dear Ann,\n\n{ASK}\n\nYours,\nBo Ek\n\nDear Bo,\n\n{ASK}\n\nYours,\nAnn Lee").text
    metadata = read_metadata(text, segment_text(text))
    assert [part.name for part in metadata.participations if part.role is Role.AUTHOR] == ["Bo Ek"]
    assert "several-letters" in {issue.code for issue in metadata.issues}


def test_a_salutation_without_end_is_read_as_far_as_salutations_go() -> None:
    text = normalize("Dear Ann, " * 2000).text
    metadata = read_metadata(text, segment_text(text))
    assert {part.name for part in metadata.participations if part.role is Role.RECIPIENT} == {"Ann"}


@pytest.mark.parametrize(
    ("headers", "sender", "recipient"),
    [
        ("Von: Ann Lee\nGesendet: 3. Mai 2019\nAn: Bo Ek\nBetreff: Steg", "Ann Lee", "Bo Ek"),
        ("Fra: Ann Lee\nSendt: 3. mai 2019\nTil: Bo Ek\nEmne: Brygga", "Ann Lee", "Bo Ek"),
        ("Od: Ann Lee\nWysłano: 3 maja 2019\nDo: Bo Ek\nTemat: Molo", "Ann Lee", "Bo Ek"),
        ("From: Lee, Ann (Harbour)\nSent: 3 May 2019\nTo: Ek, Bo\nSubject: Pier", "Ann Lee", "Bo Ek"),
    ],
)
def test_labelled_lines_are_read_in_any_language_that_has_its_keys(headers: str, sender: str, recipient: str) -> None:
    text = normalize(f"{headers}\n\n{ASK}\n").text
    metadata = read_metadata(text, segment_text(text))
    named = {part.role: part.name for part in metadata.participations}
    assert (named[Role.SENDER], named[Role.RECIPIENT]) == (sender, recipient)
    assert metadata.dates.sent_date == "2019-05-03"
