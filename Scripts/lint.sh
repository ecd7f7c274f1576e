#!/usr/bin/env bash
# Formatting, file length and the few rules of CONTRIBUTING.md that a machine can check.
set -uo pipefail
cd "$(dirname "$0")/.."
status=0
fail() { echo "lint: $1" >&2; status=1; }

dirs=(Package.swift Sources Tests)
for dir in Extensions Examples prompts Benchmarks; do [ -d "$dir" ] && dirs+=("$dir"); done
swift format lint --strict --parallel --recursive "${dirs[@]}" || status=1

while IFS= read -r file; do
    lines=$(wc -l <"$file")
    [ "$lines" -le 320 ] || fail "$file has $lines lines: cut it by concept"
done < <(find Sources Extensions -name '*.swift' -not -path '*/Tests/*' 2>/dev/null)

# Full Foundation only where GRDB and Yams bring it anyway.
grep -rnE '^(public |package |internal )?import Foundation$' Sources Extensions --include='*.swift' 2>/dev/null \
    | grep -vE '^Sources/(RunLedger|AgentSettings)/' | while IFS= read -r hit; do
    # Allowed as the fallback of `#if canImport(FoundationEssentials)`.
    file=${hit%%:*}
    grep -q 'canImport(FoundationEssentials)' "$file" || echo "$hit"
done >/tmp/farthing-lint.$$
if [ -s /tmp/farthing-lint.$$ ]; then cat /tmp/farthing-lint.$$ >&2; fail "import FoundationEssentials, or nothing"; fi
rm -f /tmp/farthing-lint.$$

# Each of these needs its reason on the line: a comment behind it, or on the line above.
bad=$(grep -rnE '@unchecked Sendable|nonisolated\(unsafe\)|\btry\? |fatalError\(|Task\.detached|[^.a-zA-Z]Task \{' \
    Sources Extensions --include='*.swift' 2>/dev/null | grep -v '/Tests/' | while IFS=: read -r file line text; do
    case "$text" in *//*) continue ;; esac
    previous=$(sed -n "$((line - 1))p;$((line - 2))p" "$file")
    case "$previous" in *//*) continue ;; esac
    echo "$file:$line:$text"
done)
if [ -n "$bad" ]; then echo "$bad" >&2; fail "the lines above need their reason on the line"; fi

if git grep -nE 'sleep\(for:|Thread\.sleep|usleep\(' -- 'Tests/*.swift' 'Extensions/*/Tests/*.swift' \
    | grep -vE 'clock\.|ManualClock|// ' ; then
    fail "tests do not sleep: use the manual clock or wait for an event"
fi
[ "$status" -eq 0 ] && echo "lint: ok"
exit "$status"
