#!/usr/bin/env bash
# Builds 20,000 generated letters in one process, in two and on a Spark cluster of two workers, a worker killed in each
# stage, and compares the bytes. Without Java there is no Spark: then the first two are compared, and it is said.
# Arguments: a Python interpreter that can make environments, and the folder of the wheel.
set -euo pipefail
python=$1
packages=$2
work=build/cluster
rm -rf "$work"
"$python" -m venv "$work/venv"
only=()
if command -v java >/dev/null; then
    extra="[spark]"
else
    echo "   no Java runtime here: the cluster is left out"
    extra=""
    only=(--only local)
fi
"$work/venv/bin/python" -m pip install -qq "$(ls "$packages"/*.whl)$extra"
"$work/venv/bin/python" benchmarks/engines.py "$work/corpora" --letters 20000 ${only[@]+"${only[@]}"} 2>"$work/log" ||
    { tail -50 "$work/log" >&2; exit 1; }
rm -rf "$work/corpora"
