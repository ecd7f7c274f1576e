#!/usr/bin/env bash
# word_count: a tool in Bash. Requests come one a line; what is needed of them, patterns find. With jq it would be shorter.
set -uo pipefail

# field NAME LINE: the text of a member, still with its escapes.
field() {
    local pattern="\"$1\":\"(([^\"\\\\]|\\\\.)*)\""
    [[ $2 =~ $pattern ]] && printf '%s' "${BASH_REMATCH[1]}"
}

reply() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$id" "$1"; }

# Counts the words of the argument `text`.
count() {
    local text words
    text="$(field text "${1#*\"arguments\":}")"
    # An escaped line break divides words as a space does.
    text="${text//\\n/ }"
    read -ra words <<<"${text//\\t/ }"
    reply "{\"content\":[{\"type\":\"text\",\"text\":\"${#words[@]}\"}]}"
}

while IFS= read -r line; do
    # A request has a number; a notification has none, and nobody waits for an answer.
    [[ $line =~ \"id\":([0-9]+) ]] || continue
    id="${BASH_REMATCH[1]}"
    case "$(field method "$line")" in
    initialize)
        reply "{\"protocolVersion\":\"$(field protocolVersion "$line")\",\"serverInfo\":{\"name\":\"word_count\",\"version\":\"1.0.0\"},\"capabilities\":{\"tools\":{}}}"
        ;;
    tools/list)
        reply '{"tools":[{"name":"count","description":"Counts the words of a text.","inputSchema":{"type":"object","properties":{"text":{"type":"string","description":"The text"}},"required":["text"]}}]}'
        ;;
    tools/call) count "$line" ;;
    *) reply '{}' ;;
    esac
done
