#!/usr/bin/env bash
# {{name}}: an extension of Farthing.
#
# Farthing starts this program, writes one JSON object a line to its standard input and reads one a line from its standard
# output: the Model Context Protocol. Anything for yourself goes to standard error.
#
# There are two ways to take part: a tool is something the model can call, see `greet`; a hook changes what the agent
# does, see `politeness`. Every point is described in docs/hooks.
#
# Bash knows no JSON. What this program needs of it is a number and some texts, which patterns find; for more use jq.
#
# `farthing extensions test .` runs tests/*.yaml against a scripted model and compares what happened with tests/*.trace.
set -uo pipefail

# field NAME LINE: the text of a member, still with its escapes, so that it can go into an answer as it is.
field() {
    local pattern="\"$1\":\"(([^\"\\\\]|\\\\.)*)\""
    [[ $2 =~ $pattern ]] && printf '%s' "${BASH_REMATCH[1]}"
}

reply() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$id" "$1"; }
fail() { printf '{"jsonrpc":"2.0","id":%s,"error":{"code":%s,"message":"%s"}}\n' "$id" "$1" "$2"; }

# What the user wrote under `extensions: settings: {{name}}:`; set when the program is greeted.
greeting=Hello

# Greets a person by name.
greet() { reply "{\"content\":[{\"type\":\"text\",\"text\":\"$greeting, $(field name "${1#*\"arguments\":}")!\"}]}"; }

# Adds a sentence to the system prompt: the payload is the list of its sections, as JSON.
politeness() {
    local sections="${1#*\"payload\":[}"
    # The payload is the last member of the request.
    sections="${sections%]\}\}*}"
    reply "{\"payload\":[$sections,{\"name\":\"{{name}}\",\"text\":\"Greet people with the tool {{name}}__greet.\"}]}"
}

while IFS= read -r line; do
    # A request has a number; a notification has none, and nobody waits for an answer.
    [[ $line =~ \"id\":([0-9]+) ]] || continue
    id="${BASH_REMATCH[1]}"
    case "$(field method "$line")" in
    initialize)
        greeting="$(field greeting "$line" || echo Hello)"
        reply "{\"protocolVersion\":\"2025-06-18\",\"serverInfo\":{\"name\":\"{{name}}\",\"version\":\"0.1.0\"},
            \"capabilities\":{\"tools\":{},\"experimental\":{\"farthing/hooks\":{\"hooks\":[{\"point\":\"system_prompt\"}]}}}}" | tr -d '\n'
        echo
        ;;
    tools/list)
        reply '{"tools":[{"name":"greet","description":"Greets a person by name.","inputSchema":{"type":"object","properties":{"name":{"type":"string","description":"Whom to greet"}},"required":["name"]}}]}'
        ;;
    tools/call) greet "$line" ;;
    farthing/hook) politeness "$line" ;;
    ping) reply '{}' ;;
    *) fail -32601 "there is no such method" ;;
    esac
done
