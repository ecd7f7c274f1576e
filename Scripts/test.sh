#!/usr/bin/env bash
# Runs the built tests, a process for each group: tests with real time limits must not feel what others start, and one
# counts its whole process's descriptors.
set -uo pipefail
cd "$(dirname "$0")/.."
export SWIFT_BACKTRACE=enable=no
flags=(--skip-build --disable-xctest --explicit-target-dependency-import-check error)
apart=(HTTPStreamingTests RunLedgerTests TerminalTests BundledToolsTests ModelProvidersTests CallsTests ProductTests ExtensionHostingTests)
status=0
run() { timeout -s KILL 600 swift test "${flags[@]}" "$@" 2>&1 | grep -vE '^◇|^↳|^✔ (Test "|Test case|Suite )' || [ "${PIPESTATUS[0]}" -eq 0 ] || status=1; }
skips=()
for group in "${apart[@]}"; do skips+=(--skip "^$group\\."); done
run "${skips[@]}"
for group in "${apart[@]}"; do
    echo "-- $group"
    run --filter "^$group\\." --skip 'alone in the process'
done
run --filter 'alone in the process'
# What takes minutes has a sample in the groups above, and runs at its full size only where that is asked for.
if [ "${FARTHING_TESTS:-}" = full ]; then
    for group in AgentRuntimeTests ComplexityRoutingTests ConversationBudgetsTests RunLedgerTests; do
        timeout -s KILL 3600 swift test "${flags[@]}" --filter "^$group\\..*at full size" || status=1
    done
fi
exit "$status"
