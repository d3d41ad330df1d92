"""Letters spoken of, tied to the letters that the corpus holds."""

from __future__ import annotations

from corpuspkg.model import AgentKind, Letter, LetterDates, Participation, ParticipationStatus, Reference, Role
from corpuspkg.references import find_references, resolve_references


def part(role: Role, name: str, kind: AgentKind = AgentKind.PERSON, agent_id: str | None = None) -> Participation:
    return Participation(
        role=role, name=name, kind=kind, rule_id="test", status=ParticipationStatus.EXTRACTED, agent_id=agent_id
    )


def letter(letter_id: str, author: str, recipient: str, sent: str | None, text: str) -> Letter:
    dates = LetterDates(sent_date=sent)
    return Letter(
        letter_id=letter_id,
        text=text,
        dates=dates,
        participations=(part(Role.AUTHOR, author), part(Role.RECIPIENT, recipient)),
        references=find_references(text, (), dates),
    )


def targets(*letters: Letter) -> dict[str, list[tuple[str | None, str]]]:
    def of(references: tuple[Reference, ...]) -> list[tuple[str | None, str]]:
        return [(one.target_letter_id, one.status) for one in references]

    return {each.letter_id: of(each.references) for each in resolve_references(letters)}


FIRST = letter("a", "Ada Quill", "Tom Wray", "2001-05-03", "The weir leaks.")


def test_author_recipient_and_date_together_resolve() -> None:
    reply = letter("b", "Tom Wray", "Ada Quill", "2001-05-09", "I have your letter of 3 May.")
    assert targets(FIRST, reply)["b"] == [("a", "resolved")]


def test_two_agreements_infer() -> None:
    reply = letter("b", "Tom Wray", "Ada Quill", "2001-05-09", "I have your letter here.")
    assert targets(FIRST, reply)["b"] == [("a", "inferred")]


def test_another_date_forbids() -> None:
    reply = letter("b", "Tom Wray", "Ada Quill", "2001-05-09", "I have your letter of 4 May.")
    assert targets(FIRST, reply)["b"] == [(None, "unresolved")]


def test_one_agreement_is_not_enough() -> None:
    other = letter("b", "Jane Roe", "Ada Quill", "2001-05-09", "I have your letter here.")
    assert targets(FIRST, other)["b"] == [(None, "unresolved")]


def test_two_letters_that_fit_are_none() -> None:
    second = letter("a2", "Ada Quill", "Tom Wray", "2001-05-05", "The weir still leaks.")
    reply = letter("b", "Tom Wray", "Ada Quill", "2001-05-09", "I have your letter here.")
    assert targets(FIRST, second, reply)["b"] == [(None, "unresolved")]


def test_a_writer_s_own_letter_resolves() -> None:
    again = letter("b", "Ada Quill", "Tom Wray", "2001-06-01", "As my letter of 3 May 2001 says, it leaks.")
    assert targets(FIRST, again)["b"] == [("a", "resolved")]


def test_surnames_resolve_by_agents() -> None:
    first = Letter(
        letter_id="a",
        text="",
        dates=LetterDates(sent_date="2001-05-03"),
        participations=(part(Role.AUTHOR, "Quill", agent_id="q"), part(Role.RECIPIENT, "Wray", agent_id="w")),
    )
    text = "I have your letter of 3 May 2001."
    reply = Letter(
        letter_id="b",
        text=text,
        participations=(part(Role.AUTHOR, "T. Wray", agent_id="w"), part(Role.RECIPIENT, "A. Q.", agent_id="q")),
        references=find_references(text, (), LetterDates()),
    )
    assert targets(first, reply)["b"] == [("a", "resolved")]


def test_a_sentence_that_names_both_parties_points_to_their_letter() -> None:
    text = "Nobody has answered. They do not react to the appeals of Ada Quill to the very same Tom Wray. Why?"
    third = letter("c", "Jane Roe", "Max Voss", "2001-07-01", text)
    (found,) = resolve_references((FIRST, third))[1].references
    assert found.exact == "the appeals of Ada Quill to the very same Tom Wray"
    assert (found.target_letter_id, found.status, found.rule_id) == ("a", "inferred", "reference.parties")


def test_a_sentence_without_a_word_for_a_letter_points_to_none() -> None:
    third = letter("c", "Jane Roe", "Max Voss", "2001-07-01", "Ada Quill met Tom Wray at the weir.")
    assert targets(FIRST, third)["c"] == []


def test_a_later_letter_is_not_spoken_of() -> None:
    early = letter("c", "Jane Roe", "Max Voss", "2001-04-01", "The letter of Ada Quill to Tom Wray will come.")
    assert targets(FIRST, early)["c"] == []


def test_the_order_of_letters_is_of_no_consequence() -> None:
    reply = letter("b", "Tom Wray", "Ada Quill", "2001-05-09", "I have your letter of 3 May.")
    assert targets(FIRST, reply) == targets(reply, FIRST)
