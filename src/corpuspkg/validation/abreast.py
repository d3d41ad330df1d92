"""Read tables beside the letters that their rows belong to, all in the order of the letters, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation.columns import strings, true_places
from corpuspkg.validation.passages import plain_mask
from corpuspkg.validation.reading import iterate_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpuspkg.validation.package import Resource
    from corpuspkg.validation.passages import Numbers, Texts

_KEY = "letter_id"
Found = tuple["Numbers", dict[str, pa.Array]]


class UnorderedError(Exception):
    """The rows of a table are not in the order of their letters."""


class InOrder:
    """The rows of a table in the order of their letters; each is read once."""

    def __init__(self, resource: Resource, names: Sequence[str]) -> None:
        self._batches = ((rows.all(), columns) for rows, columns in iterate_columns(resource, (_KEY, *names)))
        self._waiting: list[Found] = []
        self._last: str | None = None

    def of(self, texts: Texts) -> Iterator[Found]:
        """The rows of some letters, and of those that stand before them and have no text.

        Raises:
            UnorderedError: They are in another order.
        """
        last = texts.ids[-1].as_py()
        while True:
            if not self._waiting:
                following = next(self._batches, None)
                if following is None:
                    return
                self._waiting.append(self._checked(following))
            numbers, columns = self._waiting.pop()
            ids = columns[_KEY]
            count = len(ids) if not len(ids) or ids[-1].as_py() <= last else _rows_up_to(ids, last)
            if count < len(ids):
                rest = {name: column[count:] for name, column in columns.items()}
                self._waiting.append((numbers[count:], rest))
            if count:
                yield numbers[:count], {name: column[:count] for name, column in columns.items()}
            if count < len(ids):
                return

    def _checked(self, found: Found) -> Found:
        numbers, columns = found
        if columns[_KEY].null_count:
            valid = columns[_KEY].is_valid()
            numbers = numbers[plain_mask(valid)]
            columns = {name: column.filter(valid) for name, column in columns.items()}
        ids = columns[_KEY]
        if len(ids):
            if self._last is not None and ids[0].as_py() < self._last:
                raise UnorderedError
            if not pc.all(pc.less_equal(ids[:-1], ids[1:])).as_py() and len(ids) > 1:
                raise UnorderedError
            self._last = ids[-1].as_py()
        return numbers, columns


class InAnyOrder:
    """The rows of a table in whatever order; they are read again for each group of letters."""

    def __init__(self, resource: Resource, names: Sequence[str]) -> None:
        self._resource, self._names = resource, (_KEY, *names)

    def of(self, texts: Texts) -> Iterator[Found]:
        """The rows of some letters, and others."""
        ends = pc.min_max(texts.ids)
        within = (_KEY, ends["min"].as_py(), ends["max"].as_py())
        for rows, columns in iterate_columns(self._resource, self._names, within):
            yield rows.all(), columns


def _rows_up_to(ids: pa.Array, last: str) -> int:
    """How many identifiers, which are in order, are not above another."""
    return len(true_places(pc.less_equal(ids, strings([last])[0])))
