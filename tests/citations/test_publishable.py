"""What the rules give fits the tables: a value that the schema does not know would stop a build."""

import json
import re
from pathlib import Path

from corpuspkg.citations import find_citations
from corpuspkg.model import Citation
from corpuspkg.normalize import normalize
from corpuspkg.schema import load_tables

CASES = Path(__file__).parents[1] / "cases" / "citations"


def found() -> list[Citation]:
    lines = [line for path in sorted(CASES.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [one for line in lines for one in find_citations(normalize(json.loads(line)["text"]).text).citations]


def test_citations_and_the_instruments_they_propose_fit_their_tables() -> None:
    tables = load_tables()
    instruments = {field.name: field for field in tables["instruments"].fields}
    citations = {field.name: field for field in tables["citations"].fields}
    pattern = instruments["instrument_id"].constraints["pattern"]
    read = found()
    assert len(read) > 300
    for citation in read:
        assert citation.pinpoint_kind in (None, *citations["pinpoint_kind"].categories)
        assert citation.pinpoint != ""
        if citation.proposed is not None:
            assert citation.proposed.instrument_id == citation.instrument_id
            assert re.fullmatch(pattern, citation.proposed.instrument_id), citation.proposed.instrument_id
            assert citation.proposed.kind in instruments["kind"].categories
            assert citation.proposed.status in instruments["status"].categories
