#!/usr/bin/env bash
# Installs the system libraries that the build needs and that are missing, saying which.
set -euo pipefail
if ! command -v swift >/dev/null; then
    echo "farthing: Swift is missing. Install Swift 6.2 or later from https://www.swift.org/install and run this again." >&2
    exit 1
fi
[ "$(uname -s)" = Linux ] || exit 0
# pkg-config name and Debian package of each library.
wanted="libcurl:libcurl4-openssl-dev sqlite3:libsqlite3-dev libarchive:libarchive-dev libedit:libedit-dev"
missing=()
command -v pkg-config >/dev/null || missing+=(pkg-config)
for pair in $wanted; do
    pkg-config --exists "${pair%%:*}" 2>/dev/null || missing+=("${pair##*:}")
done
# The tests of extensions that are programs write theirs in Python.
[ -x /usr/bin/python3 ] || missing+=(python3)
[ ${#missing[@]} -eq 0 ] && exit 0
echo "farthing: installing missing system packages: ${missing[*]}" >&2
if ! command -v apt-get >/dev/null; then
    echo "farthing: this system has no apt-get. Install the equivalents of these packages and run this again." >&2
    exit 1
fi
sudo=""
[ "$(id -u)" -eq 0 ] || sudo="sudo"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
