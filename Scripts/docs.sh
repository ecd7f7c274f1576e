#!/usr/bin/env bash
# Builds the documentation of the public API from the debug build, into .build/docs; a warning fails.
set -euo pipefail
cd "$(dirname "$0")/.."
build="$(swift build --show-bin-path)"
graphs=.build/docs-graphs
rm -rf "$graphs" .build/docs
mkdir -p "$graphs"
maps=()
while IFS= read -r map; do maps+=(-Xcc "-fmodule-map-file=$map"); done < <(
    ls "$build"/*.build/module.modulemap
    find Sources .build/checkouts -path '*Sources/*' -name module.modulemap)
for module in ExactJSON Money Tokenization LanguageModels AgentRuntime FarthingTesting FarthingMain; do
    swift-symbolgraph-extract -module-name "$module" -I "$build/Modules" "${maps[@]}" \
        -target "$(swift -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)".*/\1/p')" \
        -output-dir "$graphs" -minimum-access-level public -skip-inherited-docs
done
log=.build/docs.log
docc convert --additional-symbol-graph-dir "$graphs" --output-dir .build/docs \
    --fallback-display-name Farthing --fallback-bundle-identifier farthing >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
# That one parameter of several is explained and the others speak for themselves is no mistake.
if grep -E '^warning: ' "$log" | grep -vE "Parameter '.*' is missing documentation"; then
    cat "$log" >&2
    exit 1
fi
