#!/bin/sh
# Builds {{name}}. `farthing extensions test` and `pack` run this first.
set -eu
cd "$(dirname "$0")"
mkdir -p bin
# Nothing to do when the program is newer than its source.
[ bin/{{name}} -nt main.swift ] && exit 0
# With its libraries inside, as the sandbox shows it nothing of the toolchain.
if [ "$(uname -s)" = Linux ]; then set -- -static-stdlib; fi
swiftc -O "$@" main.swift -o bin/{{name}}
