#!/usr/bin/env bash
# Real peers from PyPI against the binary: the mcp package as server and as client, a LiteLLM proxy with mock replies over
# both dialects, tiktoken, litellm's calculator. Everything stays on the loopback interface.
set -euo pipefail
cd "$(dirname "$0")/../.."
export SWIFT_BACKTRACE=enable=no
# The client uses its own copy of the price list instead of asking for a newer one.
export LITELLM_LOCAL_MODEL_COST_MAP=True
unset PYTHONDONTWRITEBYTECODE
PYTHON=${PYTHON:-python3}
VENV=${VENV:-.build/interop-venv}
BINARY=${FARTHING:-.build/debug/farthing}
[ -x "$BINARY" ] || { echo "interop: $BINARY is missing: run make build first" >&2; exit 1; }

if [ ! -x "$VENV/bin/python" ]; then "$PYTHON" -m venv "$VENV"; fi
stamp="$VENV/.requirements"
if ! cmp -s Scripts/interop/requirements.txt "$stamp"; then
    "$VENV/bin/pip" install -q --disable-pip-version-check -r Scripts/interop/requirements.txt
    cp Scripts/interop/requirements.txt "$stamp"
fi

# The dashboard is looked at in a real browser; where there is none to be had that check says that it is skipped.
if ! command -v chromium >/dev/null && command -v apt-get >/dev/null; then
    sudo=""
    [ "$(id -u)" -eq 0 ] || sudo="sudo"
    echo "farthing: installing the missing system package chromium" >&2
    { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || true
fi

# The mcp package has an environment of its own: other packages hold it at an older version.
MCP_VENV=${MCP_VENV:-.build/interop-mcp-venv}
if [ ! -x "$MCP_VENV/bin/python" ]; then "$PYTHON" -m venv "$MCP_VENV"; fi
if ! cmp -s Scripts/interop/mcp-requirements.txt "$MCP_VENV/.requirements"; then
    "$MCP_VENV/bin/pip" install -q --disable-pip-version-check -r Scripts/interop/mcp-requirements.txt
    cp Scripts/interop/mcp-requirements.txt "$MCP_VENV/.requirements"
fi

status=0
echo "== interop: extensions"
timeout -s KILL 900 "$MCP_VENV/bin/python" Scripts/interop/extensions.py "$BINARY" || status=1
echo "== interop: mcp_client"
timeout -s KILL 900 "$MCP_VENV/bin/python" Scripts/interop/mcp_client.py "$BINARY" || status=1
for script in proxy repl tokens prices server telemetry leaks dashboard; do
    [ -f "Scripts/interop/$script.py" ] || continue
    echo "== interop: $script"
    timeout -s KILL 900 "$VENV/bin/python" "Scripts/interop/$script.py" "$BINARY" || status=1
done
exit $status
