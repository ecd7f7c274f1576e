#!/usr/bin/env bash
# Builds products in release, each one file with Swift's own libraries inside, under .build/release-static/release.
set -euo pipefail
cd "$(dirname "$0")/.."
flags=(-c release --static-swift-stdlib --scratch-path .build/release-static --explicit-target-dependency-import-check error)
if [ "$(uname -s)" = Linux ]; then
    # A program that exports every symbol of its libraries and keeps a table of 100,000 relocations has 5.5 MB more in
    # memory from its first moment on.
    flags+=(-Xswiftc -use-ld=lld -Xlinker -z -Xlinker pack-relative-relocs -Xlinker --no-export-dynamic -Xlinker --icf=all)
fi
for product in "$@"; do
    # The linker warns of mktemp, which a library brings and nothing here calls.
    swift build "${flags[@]}" --product "$product" 2>&1 | grep -v 'mktemp' || [ "${PIPESTATUS[0]}" -eq 0 ]
done
