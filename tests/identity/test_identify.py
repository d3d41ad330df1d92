"""Agents across a corpus: who is one, who is not, and what people decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuspkg.identity import AgentIndex, identify_agents, infer_holders
from corpuspkg.identity.holders import find_holder
from corpuspkg.model import (
    AgentKind,
    CuratedAgent,
    Letter,
    LetterDates,
    Participation,
    ParticipationStatus,
    Role,
    Segment,
    SegmentRole,
)

PERSON, ORGANIZATION, GROUP, OFFICE = AgentKind.PERSON, AgentKind.ORGANIZATION, AgentKind.GROUP, AgentKind.OFFICE


def part(
    name: str,
    role: Role = Role.AUTHOR,
    *,
    kind: AgentKind = PERSON,
    office: str | None = None,
    agent_id: str | None = None,
) -> Participation:
    return Participation(
        role=role,
        name=name,
        kind=kind,
        office=office,
        agent_id=agent_id,
        rule_id="test",
        status=ParticipationStatus.EXTRACTED,
    )


def letter(letter_id: str, *parts: Participation, sent: str | None = None, text: str = "") -> Letter:
    return Letter(letter_id=letter_id, text=text, dates=LetterDates(sent_date=sent), participations=parts)


def ids(index: AgentIndex) -> list[list[str | None]]:
    return [[one.agent_id for one in each.participations] for each in index.letters]


def test_forms_of_a_president_s_name_are_one_agent() -> None:
    index = identify_agents(
        [
            letter(
                "a",
                part("Joseph R. Biden, Jr.", Role.RECIPIENT, office="President of the United States"),
                sent="2023-01-18",
            ),
            letter("b", part("Joe Biden", Role.RECIPIENT), sent="2020-10-29"),
            letter("c", part("Biden", Role.RECIPIENT, office="President"), sent="2022-05-01"),
            letter("d", part("President of the United States", Role.RECIPIENT, kind=OFFICE), sent="2021-03-04"),
        ]
    )
    assert ids(index) == [["joseph-r-biden-jr"]] * 4
    (agent,) = index.agents
    assert (agent.name, agent.kind, agent.wikidata) == ("Joseph R. Biden, Jr.", PERSON, "Q6279")
    assert agent.authority_source
    assert index.letters[3].participations[0].status is ParticipationStatus.INFERRED
    assert {merge.rule_id for merge in index.merges} >= {"agent.office-tenure", "agent.surname-office"}


def test_a_letter_alone_and_a_corpus_name_the_same_holder_of_an_office() -> None:
    address = "The President\nThe White House\nWashington, DC"
    one = replace(
        letter("a", part("President", Role.RECIPIENT, kind=OFFICE), sent="2023-03-03", text=address),
        segments=(Segment(role=SegmentRole.ADDRESS, start=0, end=len(address)),),
    )
    (alone,) = infer_holders(one).participations
    (within,) = identify_agents([one]).letters[0].participations
    assert replace(within, agent_id=None) == alone
    assert (alone.name, alone.kind, alone.office, alone.status) == (
        "Joe Biden",
        PERSON,
        "President",
        ParticipationStatus.INFERRED,
    )


def test_an_office_is_left_unnamed_where_a_letter_bears_no_date_or_a_sidecar_denies_it() -> None:
    undated = letter("a", part("Secretary-General of the United Nations", kind=OFFICE))
    assert infer_holders(undated) == undated
    told = letter("b", part("Secretary-General of the United Nations", kind=OFFICE), sent="1998-03-01")
    ruling = CuratedAgent(agent_id="kofi-annan", not_forms=("Secretary-General of the United Nations",))
    named = letter("c", part("Kofi Annan"), sent="1998-03-01")
    (participation,) = identify_agents([told, named], [ruling]).letters[0].participations
    assert (participation.name, participation.kind) == ("Secretary-General of the United Nations", OFFICE)


def test_a_surname_alone_joins_nobody() -> None:
    index = identify_agents([letter("a", part("Wray")), letter("b", part("Wray")), letter("c", part("Thomas Wray"))])
    assert ids(index) == [["wray"], ["wray-2"], ["thomas-wray"]]


def test_a_president_out_of_office_is_not_told_by_the_office() -> None:
    index = identify_agents(
        [
            letter("a", part("President of the United States", Role.RECIPIENT, kind=OFFICE), sent="2021-01"),
            letter("b", part("President of the United States", Role.RECIPIENT, kind=OFFICE)),
        ]
    )
    assert ids(index) == [["president-of-the-united-states"]] * 2


def test_a_surname_with_another_s_office_is_not_the_holder() -> None:
    index = identify_agents([letter("a", part("Biden", Role.RECIPIENT, office="Mayor"), sent="2022-05-01")])
    assert index.agents[0].wikidata is None
    assert ids(index) == [["biden"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane A. Roe", "Jane B. Roe"),
        ("John Roe, Jr.", "John Roe, Sr."),
        ("Joan Roe", "John Roe"),
        ("Jane Roe", "Jane Row"),
        ("R. Roe", "Robert Roe"),
    ],
)
def test_different_persons_stay_apart(one: str, other: str) -> None:
    assert len(identify_agents([letter("a", part(one)), letter("b", part(other))]).agents) == 2


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("Tom Wray", "Thomas Wray", "agent.given-variant"),
        ("Jane Roe", "Jane B. Roe", "agent.middle-name"),
        ("R. A. Lyle", "Robert Ames Lyle", "agent.initials"),
        ("NÓIRÍN NÍ CHLÉIRIGH", "Noirin Ni Chleirigh", "agent.same-name"),
        ("Dr. Ada Quill", "Ada Quill, M.D.", "agent.same-name"),
    ],
)
def test_forms_of_one_name_are_joined_with_the_rule(one: str, other: str, rule: str) -> None:
    index = identify_agents([letter("a", part(one)), letter("b", part(other))])
    assert len(index.agents) == 1
    assert [merge.rule_id for merge in index.merges] == [rule]


def test_a_name_that_fits_two_persons_is_neither() -> None:
    index = identify_agents(
        [letter("a", part("Jane Roe")), letter("b", part("Jane A. Roe")), letter("c", part("Jane B. Roe"))]
    )
    assert len(index.agents) == 3


def test_a_name_a_century_later_is_not_joined_by_a_middle_name() -> None:
    index = identify_agents([letter("a", part("Jane Roe"), sent="1851"), letter("b", part("Jane B. Roe"), sent="1975")])
    assert len(index.agents) == 2


def test_within_a_letter_a_part_of_the_name_is_the_person_of_that_side() -> None:
    index = identify_agents(
        [
            letter(
                "a",
                part("Thomas Wray"),
                part("Wray", Role.SIGNATORY),
                part("T.W.", Role.SENDER),
                part("Wray", Role.RECIPIENT),
            )
        ]
    )
    assert ids(index) == [["thomas-wray", "thomas-wray", "thomas-wray", "wray"]]


def test_organizations_join_by_name_and_defined_abbreviation() -> None:
    text = "The Guild of Sign Painters (GSP) asks you to keep the painted signs."
    index = identify_agents(
        [
            letter("a", part("The Guild of Sign Painters", kind=ORGANIZATION), text=text),
            letter("b", part("GSP", kind=ORGANIZATION)),
            letter("c", part("Guild of Sign Painters Ltd.", kind=ORGANIZATION)),
            letter("d", part("Guild of Song Poets", kind=ORGANIZATION)),
        ]
    )
    assert ids(index) == [["guild-of-sign-painters-ltd"]] * 3 + [["guild-of-song-poets"]]


def test_an_abbreviation_that_no_letter_defines_joins_nothing() -> None:
    index = identify_agents(
        [letter("a", part("Guild of Sign Painters", kind=ORGANIZATION)), letter("b", part("GSP", kind=ORGANIZATION))]
    )
    assert len(index.agents) == 2


def test_groups_and_offices_without_a_body_are_of_their_letter() -> None:
    index = identify_agents(
        [
            letter("a", part("a group of members", kind=GROUP), part("the Director", Role.RECIPIENT, kind=OFFICE)),
            letter("b", part("a group of members", kind=GROUP), part("the Director", Role.RECIPIENT, kind=OFFICE)),
        ]
    )
    assert len(index.agents) == 4


def test_a_person_and_an_organization_of_one_name_are_two() -> None:
    index = identify_agents([letter("a", part("Ada Quill")), letter("b", part("Ada Quill", kind=ORGANIZATION))])
    assert ids(index) == [["ada-quill"], ["ada-quill-2"]]


def test_a_sidecar_s_forms_join_what_no_rule_joins() -> None:
    letters = [letter("a", part("Wray")), letter("b", part("Thomas Wray")), letter("c", part("The Old Surveyor"))]
    curated = [CuratedAgent(agent_id="thomas-wray", forms=("Wray", "The Old Surveyor"), viaf="123")]
    index = identify_agents(letters, curated)
    assert ids(index) == [["thomas-wray"]] * 3
    assert (index.agents[0].viaf, index.agents[0].authority_source) == ("123", "curated")
    assert "agent.curated" in {merge.rule_id for merge in index.merges}


def test_a_sidecar_s_not_forms_keep_apart_what_a_rule_joins() -> None:
    letters = [letter("a", part("Tom Wray")), letter("b", part("Thomas A. Wray")), letter("c", part("Thomas Wray"))]
    assert len(identify_agents(letters).agents) == 1
    index = identify_agents(letters, [CuratedAgent(agent_id="thomas-a-wray", not_forms=("Tom Wray",))])
    assert ids(index) == [["tom-wray"], ["thomas-a-wray"], ["thomas-a-wray"]]


def test_a_sidecar_s_name_and_id_are_published() -> None:
    curated = [CuratedAgent(agent_id="wray-the-elder", forms=("Thomas Wray",), name="Thomas Wray (1801-1874)")]
    index = identify_agents([letter("a", part("Thomas Wray"))], curated)
    assert [(agent.agent_id, agent.name) for agent in index.agents] == [("wray-the-elder", "Thomas Wray (1801-1874)")]


def test_a_participation_may_name_its_agent() -> None:
    letters = [letter("a", part("Thomas Wray")), letter("b", part("T. the Elder", agent_id="thomas-wray"))]
    assert ids(identify_agents(letters)) == [["thomas-wray"]] * 2


def test_an_agent_nobody_knows_is_not_made_up() -> None:
    index = identify_agents([letter("a", part("Thomas Wray", agent_id="nobody"))])
    assert ids(index) == [["nobody"]]
    assert not index.agents


@given(st.permutations(range(6)))
@settings(max_examples=25, deadline=None)
def test_the_order_of_letters_is_of_no_consequence(order: list[int]) -> None:
    names = ["Tom Wray", "Thomas A. Wray", "Wray", "Jane Roe", "Jane A. Roe", "Jane B. Roe"]
    letters = [letter(f"l{number}", part(name)) for number, name in enumerate(names)]
    curated = [CuratedAgent(agent_id="roe", forms=("Jane Roe",)), CuratedAgent(agent_id="x", forms=("Wray",))]
    index, expected = identify_agents([letters[i] for i in order], curated), identify_agents(letters, curated[::-1])
    assert index.agents == expected.agents
    assert index.merges == expected.merges
    assert sorted(index.letters, key=lambda one: one.letter_id) == list(expected.letters)


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=12), st.sampled_from(AgentKind))
@settings(max_examples=60, deadline=None)
def test_any_name_gets_an_agent_with_a_usable_id(names: list[str], kind: AgentKind) -> None:
    index = identify_agents([letter(f"l{n}", part(name, kind=kind)) for n, name in enumerate(names)])
    known = {agent.agent_id for agent in index.agents}
    assert len(known) == len(index.agents)
    for each in index.letters:
        assert each.participations[0].agent_id in known
    assert all(one and not set(one) & set(" |\n\t") for one in known)


def test_holders_stand_only_where_the_whole_span_lies_in_one_tenure() -> None:
    office = "Secretary-General of the United Nations"
    holder = find_holder(office, (date(1998, 1, 1), date(1998, 12, 31)))
    assert holder
    assert holder.name == "Kofi Annan"
    assert find_holder(office, (date(1996, 1, 1), date(1998, 1, 1))) is None
    assert find_holder(office, (None, None)) is None
    assert find_holder("Keeper of the Ferry", (date(1998, 1, 1), date(1998, 1, 1))) is None


def addressed(text: str, end: int, name: str, sent: str | None = "2022-05-06") -> Letter:
    segment = Segment(role=SegmentRole.ADDRESS, start=0, end=end)
    parts = (part(name, Role.RECIPIENT, kind=OFFICE),)
    return Letter(
        letter_id="a", text=text, dates=LetterDates(sent_date=sent), segments=(segment,), participations=parts
    )


def test_an_address_tells_which_president_is_meant() -> None:
    house = "The President\nThe White House\nWashington, DC 20500"
    assert identify_agents([addressed(house, len(house), "President")]).agents[0].name == "Joe Biden"
    assert identify_agents([addressed(house, len(house), "President", None)]).agents[0].kind is OFFICE
    assert identify_agents([addressed(house, 13, "President")]).agents[0].kind is OFFICE


def test_a_form_of_address_with_a_surname_and_a_date_names_the_holder() -> None:
    index = identify_agents(
        [
            letter("a", part("Blinken", Role.RECIPIENT, office="Secretary"), sent="2022-05-06"),
            letter("b", part("Blinken", Role.RECIPIENT, office="Secretary"), sent="1995-05-06"),
            letter("c", part("Blinken", Role.RECIPIENT, office="Secretary")),
        ]
    )
    assert ids(index) == [["antony-blinken"], ["blinken"], ["blinken-2"]]


def test_an_initial_with_a_surname_is_one_person_for_a_while() -> None:
    index = identify_agents(
        [
            letter("a", part("R. Lyle"), sent="1918-05"),
            letter("b", part("R. Lyle"), sent="1920"),
            letter("c", part("R. Lyle"), sent="1990"),
            letter("d", part("R. Lyle"), part("Robert Lyle", Role.SIGNATORY), sent="1919"),
            letter("e", part("R. Lyle")),
        ]
    )
    first, second, third, fourth, fifth = ids(index)
    assert first == second
    assert fourth == ["robert-lyle", "robert-lyle"]
    assert len({*first, *third, *fourth, *fifth}) == 4


def test_the_president_of_a_society_is_no_head_of_state() -> None:
    index = identify_agents(
        [
            letter("a", part("Joe Biden", office="President"), sent="2022-05-06"),
            letter("b", part("Barack Obama", Role.RECIPIENT, office="President")),
        ]
    )
    assert [agent.wikidata for agent in index.agents] == [None, None]
