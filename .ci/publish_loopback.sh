#!/usr/bin/env bash
# A corpus of one's own on its whole way: started, released, uploaded to an index on this machine, installed from it in a
# clean environment, loaded in pandas. Takes the Python of the development environment, the folder with the wheel and
# sdist of corpuspkg, and works in build/publish.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=$PWD/$1
packages=$PWD/$2
rm -rf build/publish
mkdir -p build/publish/index
cd build/publish

port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
index=http://127.0.0.1:$port
# It stops by itself after five minutes, and with this script.
timeout 300 "$python" -m pypiserver run --interface 127.0.0.1 --port "$port" --passwords . --authenticate . \
    --disable-fallback index >server.log 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
for _ in $(seq 50); do
    "$python" -c "import urllib.request; urllib.request.urlopen('$index/simple/', timeout=1)" 2>/dev/null && break
    sleep 0.2
done

export TWINE_USERNAME=someone TWINE_PASSWORD=anything
"$python" -m twine upload --non-interactive --disable-progress-bar --repository-url "$index/" "$packages"/*.whl >twine.log

"$python" -m corpuspkg init bridge-letters --maintainer "Ada Miller <ada@example.org>" --quiet
git -C bridge-letters init --quiet
git -C bridge-letters add --all
git -C bridge-letters -c user.name=Ada -c user.email=ada@example.org commit --quiet --message "First version"
(
    cd bridge-letters
    "$python" -m corpuspkg release --quiet
    "$python" -m corpuspkg verify build/release/0.1.0 --quiet
    "$python" -m corpuspkg publish --to pypi --address "$index/"
)
ls index

# What the two need comes from the usual index, the two themselves from ours alone.
"$python" -m venv clean
"$python" -c '
import tomllib
with open("../../pyproject.toml", "rb") as file:
    print(*tomllib.load(file)["project"]["dependencies"], sep="\n")
' >requirements.txt
clean/bin/python -m pip install --quiet --requirement requirements.txt
clean/bin/python -m pip install --quiet --no-deps --index-url "$index/simple/" corpuspkg bridge-letters
clean/bin/python -I - <<'PYTHON'
import corpuspkg

letters = corpuspkg.load("letters", corpus="bridge-letters")
assert letters.letter_id.tolist() == ["sample-letter"]
assert "bridge-letters" in corpuspkg.corpora()
print(corpuspkg.load("citations", corpus="bridge-letters")[["letter_id", "exact", "instrument_id"]])
PYTHON
