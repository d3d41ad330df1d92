"""Score what was read of a letter's date, place and people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from corpuspkg.evaluation.gold import GoldField, GoldLetter
from corpuspkg.evaluation.names import same_name, same_office, same_place
from corpuspkg.evaluation.scores import Measure, Mistake, Score, Tally, Verdict
from corpuspkg.model import AgentKind, DateBasis, Letter, Participation, Role

# Who speaks, who signs and who sends is one question to a gold that knows authors alone; the first role that has
# anybody gives the answer, and the others may hold the gold's name.
_ROLES = {
    Measure.AUTHOR: (Role.AUTHOR, Role.SIGNATORY, Role.SENDER),
    Measure.RECIPIENT: (Role.RECIPIENT,),
    Measure.CC: (Role.CC,),
}


def score_metadata(gold: GoldLetter, letter: Letter) -> Iterator[Score | Mistake]:
    """Compare a letter's metadata with its gold, by the rules in this folder's README."""
    judge = _Judge(gold)
    for name, field in gold.fields.items():
        measure = Measure(name)
        if field.values and not field.recoverable:
            continue
        if measure is Measure.DATE:
            yield from judge.one(measure, field, _date(letter), lambda wanted, given: wanted == given)
        elif measure is Measure.PLACE:
            yield from judge.one(measure, field, letter.place_from, same_place)
        else:
            yield from judge.people(measure, field, letter.participations)


def _date(letter: Letter) -> str | None:
    """The letter's date, unless it is only argued from evidence or a bound on one side: that is no answer."""
    sent = letter.dates.sent_date
    argued = letter.dates.basis is DateBasis.EVIDENCE or (sent is not None and ".." in sent)
    return None if argued else sent


class _Judge:
    """Makes scores and mistakes of one letter."""

    def __init__(self, gold: GoldLetter) -> None:
        self._gold = gold

    def one(
        self, measure: Measure, field: GoldField, answer: str | None, same: Callable[[str, str], bool]
    ) -> Iterator[Score | Mistake]:
        """A field with one answer; several values in the gold are alternatives."""
        if not field.values:
            yield from self._nothing(measure, [answer] if answer else [])
            return
        accepted = (*field.values, *(alias for aliases in field.aliases for alias in aliases))
        right = answer is not None and any(same(wanted, answer) for wanted in accepted)
        yield self._score(measure, Tally(gold=1, given=answer is not None, right=right))
        if not right:
            yield self._mistake(measure, " or ".join(field.values), answer)

    def people(
        self, measure: Measure, field: GoldField, participations: Sequence[Participation]
    ) -> Iterator[Score | Mistake]:
        """A field with several answers, each of which is expected."""
        by_role = [[one for one in participations if one.role is role] for role in _ROLES[measure]]
        answers = next((found for found in by_role if found), [])
        if not field.values:
            yield from self._nothing(measure, [one.name for one in answers])
            return
        matched: set[int] = set()
        missing: list[str] = []
        others = [one for found in by_role for one in found if one not in answers]
        for value, aliases in zip(field.values, field.aliases, strict=True):
            fitting = [index for index, one in enumerate(answers) if _is(one, (value, *aliases))]
            matched.update(fitting)
            if not fitting and not any(_is(one, (value, *aliases)) for one in others):
                missing.append(value)
        extra = [one.name for index, one in enumerate(answers) if index not in matched]
        right = len(field.values) - len(missing)
        yield from self._several(measure, right, missing, extra)

    def _several(self, measure: Measure, right: int, missing: list[str], extra: list[str]) -> Iterator[Score | Mistake]:
        """A name is wrong where another was expected, and false where nobody else was."""
        yield self._score(measure, Tally(gold=right + len(missing), given=right + len(extra), right=right))
        for index in range(max(len(missing), len(extra))):
            expected = missing[index] if index < len(missing) else None
            found = extra[index] if index < len(extra) else None
            yield self._mistake(measure, expected, found)

    def _nothing(self, measure: Measure, answers: Sequence[str]) -> Iterator[Score | Mistake]:
        yield self._score(measure, Tally(given=len(answers), nothing=1, invented=bool(answers)))
        for answer in answers:
            yield self._mistake(measure, None, answer)

    def _score(self, measure: Measure, tally: Tally) -> Score:
        return Score(collection=self._gold.collection, measure=measure, family="", tally=tally)

    def _mistake(self, measure: Measure, expected: str | None, found: str | None) -> Mistake:
        verdict = Verdict.FALSE if expected is None else Verdict.MISSED if found is None else Verdict.WRONG
        return Mistake(
            verdict=verdict,
            measure=measure,
            collection=self._gold.collection,
            family="",
            letter=self._gold.name,
            expected=expected,
            found=found,
        )


def _is(one: Participation, accepted: Sequence[str]) -> bool:
    """Whether a participation is the gold's: by name, by what the letter writes, or by office."""
    person = one.kind is AgentKind.PERSON
    written = [text for text in (one.name, one.as_written) if text]
    if any(same_name(gold, text, person=person) for gold in accepted for text in written):
        return True
    offices = [one.office] if one.office else []
    if one.kind is AgentKind.OFFICE:
        offices.append(one.name)
    return any(same_office(gold, office) for gold in accepted for office in offices)
