#!/usr/bin/env bash
# Two corpora of one's own, started from nothing, installed beside the package and found by it: what `corpuspkg init`
# promises. Takes the Python of an environment that has corpuspkg; works in build/two-corpora.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
home=build/two-corpora
rm -rf "$home"
mkdir -p "$home"
cd "$home"
"$python" -m pip install --quiet pytest
for name in bridge-letters town-letters; do
    "$python" -m corpuspkg init "$name" --title "Letters: $name" --maintainer "Ada Miller <ada@example.org>"
    (cd "$name" && "$python" -m corpuspkg build --check && "$python" -m corpuspkg validate && "$python" -m pytest -q)
    "$python" -m pip install --quiet "./$name"
done
# The two commands of its README, with the program from where it is.
make --silent -C bridge-letters build test CORPUSPKG="$(ls "$PWD"/../packages/*.whl)" PYTHON="$python"
"$python" -I - <<'PYTHON'
import corpuspkg

assert corpuspkg.corpora() == ("corpuspkg", "bridge-letters", "town-letters"), corpuspkg.corpora()
for name in corpuspkg.corpora()[1:]:
    letters = corpuspkg.load("letters", corpus=name, version="0.1.0")
    assert letters.letter_id.tolist() == ["sample-letter"]
    assert "site-packages" in str(corpuspkg.open(corpus=name).path)
    print(name, *corpuspkg.load("citations", corpus=name).instrument_id)
PYTHON
