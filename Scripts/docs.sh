#!/usr/bin/env bash
# Builds the documentation of the public API from the debug build, into .build/docs; a warning fails.
set -euo pipefail
cd "$(dirname "$0")/.."
build="$(swift build --show-bin-path)"
graphs=.build/docs-graphs
rm -rf "$graphs" .build/docs
mkdir -p "$graphs"
maps=()
for map in "$build"/*.build/module.modulemap; do maps+=(-Xcc "-fmodule-map-file=$map"); done
for module in ExactJSON Money Tokenization LanguageModels AgentRuntime FarthingTesting FarthingMain; do
    swift-symbolgraph-extract -module-name "$module" -I "$build/Modules" "${maps[@]}" \
        -target "$(swift -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)".*/\1/p')" \
        -output-dir "$graphs" -minimum-access-level public -skip-inherited-docs
done
docc convert --additional-symbol-graph-dir "$graphs" --output-dir .build/docs --warnings-as-errors \
    --fallback-display-name Farthing --fallback-bundle-identifier farthing
