/// The replies of the mock provider, OpenAI dialect.
enum Wire {
    static let usage = #"{"prompt_tokens":1000,"completion_tokens":8,"total_tokens":1008}"#
    private static let head = #"{"id":"c","object":"chat.completion.chunk","created":1,"model":"model","choices":"#

    private static func chunk(_ delta: String, _ finish: String = "null") -> String {
        head + #"[{"index":0,"delta":"# + delta + #","finish_reason":"# + finish + "}]}"
    }

    private static var end: [String] { [head + #"[],"usage":"# + usage + "}", "[DONE]"] }

    static var answer: [String] {
        [chunk(#"{"role":"assistant","content":""}"#)]
            + ["One", " two", " three", " four", " five", " six", " seven", "."].map { chunk(#"{"content":"\#($0)"}"#) }
            + [chunk("{}", #""stop""#)] + end
    }

    static func toolCall(_ number: Int) -> [String] {
        [
            chunk(
                #"{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_\#(number)","type":"function","function":{"name":"noop","arguments":"{}"}}]}"#
            ), chunk("{}", #""tool_calls""#),
        ] + end
    }

    static var whole: String {
        #"{"id":"c","object":"chat.completion","created":1,"model":"model","choices":[{"index":0,"message":{"role":"assistant","content":"One two three four five six seven."},"finish_reason":"stop"}],"usage":"#
            + usage + "}"
    }

    static func wholeToolCall(_ number: Int) -> String {
        #"{"id":"c","object":"chat.completion","created":1,"model":"model","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_\#(number)","type":"function","function":{"name":"noop","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":"#
            + usage + "}"
    }
}
