from __future__ import annotations

import random

from corpuspkg.citations.scan import fold_bytes, scan_text

PIECES = ("The Treaty", " ", "  ", "\n", "\n\n", " \n \n", "\t", "conven-\ntion", "-\r\nact", "№ 5", "Łódź", "акт", "•")


def test_closing_up_and_folding_agree() -> None:
    source = random.Random(3)  # noqa: S311 - repeatable, not secret
    for _ in range(500):
        text = "".join(source.choice(PIECES) for _ in range(12))
        scan = scan_text(text)
        assert scan.data == fold_bytes(scan.text)
        assert scan.folded.encode("latin-1") == scan.data
        assert len(scan.text) == len(scan.data)
        for place, char in enumerate(scan.text):
            start, end = scan.original_span(place, place + 1)
            assert char.isspace() or text[start:end] == char
