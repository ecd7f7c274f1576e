import LanguageModels
import Testing

@testable import ModelProviders

/// The short way of reading a delta must say what the long way says, or nothing.
@Suite struct FastDeltaTests {
    private func chunk(_ choice: String, _ rest: String = "") -> ArraySlice<UInt8> {
        Array(
            #"{"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[\#(choice)]\#(rest)}"#.utf8)[
                ...]
    }

    @Test(arguments: [
        (#"{"index":0,"delta":{"content":"a\n\u00e9 \"x\""},"logprobs":null,"finish_reason":null}"#, "a\né \"x\""),
        (#"{ "delta" : { "role" : "assistant" , "content" : "ü" , "reasoning_content" : null } , "index" : 0 }"#, "ü"),
        (#"{"delta":{"content":"{\"choices\":[]}"}}"#, #"{"choices":[]}"#),
    ])
    func `reads plain deltas`(_ choice: String, _ expected: String) {
        guard case .text(let text) = OpenAIDelta(chunk(choice)) else {
            Issue.record("not read")
            return
        }
        #expect(text == expected)
    }

    @Test(arguments: [
        #"{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}"#, #"{"index":1,"delta":{"content":"x"}}"#,
        #"{"index":0,"delta":{"tool_calls":[]}}"#, #"{"index":0,"delta":{"content":"a","reasoning_content":"b"}}"#,
        #"{"index":0,"delta":{"content":["x"]}}"#, #"{"index":0,"delta":{"refusal":"no"}}"#,
        #"{"index":0,"delta":{"content":"x"}},{"index":1,"delta":{}}"#, #"{"index":0,"delta":{"content":"x"}"#,
        #"{"index":0,"delta":{"content":"\x"}}"#, "", #"{"index":0,"delta":{"content":"x"},"error":{"message":"e"}}"#,
    ])
    func `leaves everything else to the long way`(_ choice: String) {
        #expect(OpenAIDelta(chunk(choice)) == nil)
    }

    @Test(arguments: [
        #","usage":{"prompt_tokens":1}"#, #","error":{"message":"e"}"#, #","x_groq":{"id":"1"}"#, ",\"new\":1",
    ])
    func `leaves chunks that say more to the long way`(_ rest: String) {
        #expect(OpenAIDelta(chunk(#"{"index":0,"delta":{"content":"x"}}"#, rest)) == nil)
    }

    @Test func `passes over usage that is null`() {
        #expect(OpenAIDelta(chunk(#"{"index":0,"delta":{"content":"x"}}"#, #","usage":null"#)) != nil)
    }

    @Test(arguments: [
        #"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"x"}}"#,
        #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#, #"{"type":"ping"}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"},"error":1}"#,
        #"{"type":"content_block_delta","delta":{"type":"text_delta","text":"x"}}"#,
    ])
    func `Anthropic: leaves everything but plain deltas to the long way`(_ event: String) {
        #expect(AnthropicDelta(Array(event.utf8)[...]) == nil)
    }

    @Test func `Anthropic: reads plain deltas`() throws {
        let event =
            #"{"type":"content_block_delta","index":12,"delta":{"type":"input_json_delta","partial_json":"{\"a\": \"é"}}"#
        let delta = try #require(AnthropicDelta(Array(event.utf8)[...]))
        #expect(delta.kind == .arguments && delta.index == 12 && delta.text == #"{"a": "é"#)
    }
}
