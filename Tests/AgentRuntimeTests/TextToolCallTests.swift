import ExactJSON
import Testing

@testable import AgentRuntime

@Suite struct TextToolCallTests {
    @Test(arguments: [
        (#"{"thoughts": ["a", "b"], "headline": "h", "tool_name": "t", "tool_args": {"x": 1}}"#, "t", #"{"x":1}"#),
        ("I will look.\n```json\n{\"tool_name\": \"t\", \"tool_args\": {\"x\": 1}}\n```", "t", #"{"x":1}"#),
        (#"{"tool": "t", "args": {"x": 1}}"#, "t", #"{"x":1}"#),
        (#"{"name": "t", "arguments": {"x": 1}}"#, "t", #"{"x":1}"#),
        (#"{"tool_name": "t", "parameters": {"x": 1}}"#, "t", #"{"x":1}"#),
        (#"{"tool_name": "t", "input": {"x": 1}}"#, "t", #"{"x":1}"#),
        (#"{"tool_name": "t"}"#, "t", "{}"),
        (#"{"tool_name": "t", "tool_args": {}}"#, "t", "{}"),
        (#"{"tool_name": "t", "tool_args": null}"#, "t", "{}"),
        (#"{"tool_name": "t", "tool_args": []}"#, "t", "{}"),
        (#"{"tool_name": "t", "tool_args": ""}"#, "t", "{}"),
        (#"{"tool_name": "t", "tool_args": "{\"x\": 1}"}"#, "t", #"{"x":1}"#),
        (#"{"tool_name": "t", "tool_args": "{x: 1,}"}"#, "t", #"{"x":1}"#),
        (#"{"tool_name": "t", "tool_args": [{"x": 1}]}"#, "t", #"{"x":1}"#),
        (#"{"tool_name": "t", "thoughts": "so", "x": 1}"#, "t", #"{"x":1}"#),
        (#"{"tool_name": "browser:open", "tool_args": {"x": 1}}"#, "browser:open", #"{"x":1}"#),
        (#"{"tool_name": "server.tool", "tool_args": {}}"#, "server.tool", "{}"),
        (#"{"function": {"name": "t", "arguments": "{\"x\": 1}"}}"#, "t", #"{"x":1}"#),
        (
            #"{"tool_calls": [{"type": "function", "function": {"name": "t", "arguments": {"x": 1}}}]}"#, "t",
            #"{"x":1}"#
        ),
        (#"{{"tool_name": "t", "tool_args": {{"x": 1}}}}"#, "t", #"{"x":1}"#),
        ("{tool_name: 't', tool_args: {x: True}}", "t", #"{"x":true}"#),
        (#"Given {n} files: {"tool_name": "t", "tool_args": {"x": 1}}"#, "t", #"{"x":1}"#),
        (#"In C one opens { and then {"tool_name": "t", "tool_args": {"x": 1}}"#, "t", #"{"x":1}"#),
        (#"{"a": 1} {"tool_name": "t", "tool_args": {"x": 1}}"#, "t", #"{"x":1}"#),
        (#"{"tool_name": "t", "tool_args": {"x": "y"}"#, "t", #"{"x":"y"}"#),
        (#"{"tool_name": "t", "tool_args": {"x": "y""#, "t", #"{"x":"y"}"#),
    ])
    func `reads a call`(text: String, name: String, arguments: String) throws {
        guard case .call(let foundName, let foundArguments, _) = TextToolCall(parsing: text) else {
            Issue.record("\(TextToolCall(parsing: text))")
            return
        }
        #expect(foundName == name)
        #expect(JSONValue.object(foundArguments).text == arguments)
    }

    @Test func `keeps the thoughts, one or many`() {
        #expect(
            TextToolCall(parsing: #"{"thoughts": ["a", "b"], "tool_name": "t"}"#)
                == .call(name: "t", arguments: JSONObject(), thoughts: ["a", "b"]))
        #expect(
            TextToolCall(parsing: #"{"thoughts": "a", "tool_name": "t"}"#)
                == .call(name: "t", arguments: JSONObject(), thoughts: ["a"]))
    }

    @Test(arguments: [
        ("The answer is 4.", "it holds no JSON object"),
        (#"{"answer": 4}"#, "its JSON object has no tool_name"),
        (#"{"tool_name": "", "tool_args": {}}"#, "its JSON object has no tool_name"),
        (#"{"name": "Ada", "born": 1815}"#, "its JSON object has no tool_name"),
        (#"{"tool_name": "t", "tool_args": 5}"#, "the tool_args of its JSON object are not an object"),
        (#"{"tool_name": "t", "tool_args": "words"}"#, "the tool_args of its JSON object are not an object"),
        (
            #"{"tool_name": "write_file", "tool_args": {"path": "a", "content": "half a fi"#,
            "its JSON breaks off before the end; make the call shorter or in several steps"
        ),
        (
            #"{"tool_name": "write_file", "tool_args": {"path": "a","#,
            "its JSON breaks off before the end; make the call shorter or in several steps"
        ),
        (String(repeating: "{a:", count: 300), "its JSON nests deeper than 256 levels"),
        ("{" + String(repeating: "x", count: 1 << 20), "it is longer than 1048576 bytes"),
    ])
    func `says why there is no call`(text: String, reason: String) {
        #expect(TextToolCall(parsing: text) == .none(reason))
    }

    @Test func `many braces in prose end the search`() {
        let text = String(repeating: "{x} ", count: 1000) + #"{"tool_name": "t"}"#
        #expect(TextToolCall(parsing: text) == .none("its JSON object has no tool_name"))
    }
}
