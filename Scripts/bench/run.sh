#!/usr/bin/env bash
# Measures Farthing beside its peers from PyPI, in one run, on a mock provider on loopback. Prints tables and JSON.
set -euo pipefail
cd "$(dirname "$0")/../.."
unset PYTHONDONTWRITEBYTECODE
export SWIFT_BACKTRACE=enable=no
PYTHON=${PYTHON:-python3}
VENV=${BENCH_VENV:-.build/bench-venv}
BUILD=.build/release-static
Scripts/release.sh agent-benchmark call-benchmark ledger-benchmark extension-benchmark routing-benchmark context-benchmark
[ -x "$VENV/bin/python" ] || "$PYTHON" -m venv "$VENV"
if ! cmp -s Scripts/bench/requirements.txt "$VENV/.requirements"; then
    "$VENV/bin/pip" install -q --disable-pip-version-check -r Scripts/bench/requirements.txt
    cp Scripts/bench/requirements.txt "$VENV/.requirements"
fi
for script in agents tokens calls ledger extensions routing context gateways endurance; do
    if [ "$script" = gateways ] && ! command -v wrk >/dev/null; then
        echo "== bench: gateways needs a load generator: apt-get install wrk"
        continue
    fi
    echo "== bench: $script"
    "$VENV/bin/python" "Scripts/bench/$script.py" "$BUILD/release/farthing" "$BUILD/release/agent-benchmark"
done
