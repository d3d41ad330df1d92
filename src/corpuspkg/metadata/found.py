"""Who is named where in a letter: what the readers of its parts fill in."""

from __future__ import annotations

from dataclasses import dataclass

from corpuspkg.metadata.headlines import NOBODY, Pair
from corpuspkg.metadata.names import Party


@dataclass(slots=True)
class Sources:
    """Who is named where."""

    pair: Pair = NOBODY
    title: Pair = NOBODY
    headline: Pair = NOBODY
    lead: Pair = NOBODY
    signed: tuple[Party, ...] = ()
    behalf: Party | None = None
    others: tuple[int, int] | None = None
    addressed: tuple[Party, ...] = ()
    foot_addressed: tuple[Party, ...] = ()
    greeted: tuple[Party, ...] = ()
    mail_from: tuple[Party, ...] = ()
    mail_to: tuple[Party, ...] = ()
    byline: tuple[Party, ...] = ()
    posted: tuple[Party, ...] = ()
    newspaper: tuple[Party, ...] = ()
    verbale: Pair = NOBODY
    spoken_for: tuple[Party, ...] = ()
    asked: tuple[Party, ...] = ()
    housed: tuple[Party, ...] = ()
    copied: tuple[Party, ...] = ()
    publisher: tuple[Party, ...] = ()
    letterhead: tuple[Party, ...] = ()
    we: tuple[Party, ...] = ()
    place_from: tuple[int, int] | None = None
    place_to: tuple[int, int] | None = None
    letterhead_place: tuple[int, int] | None = None
    published: bool = False

    @property
    def behalf_parties(self) -> tuple[Party, ...]:
        """Who the letter was signed for, as a tuple."""
        return (self.behalf,) if self.behalf else ()
