import FarthingTesting

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

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

    /// The replies, made once: the mock must not be what is measured.
    struct Replies: Sendable {
        private let answer = LoopbackStep.eventStream(Wire.answer)
        private let calls = (0..<3).map { LoopbackStep.eventStream(Wire.toolCall($0)) }

        /// What the mock provider says to a request.
        func reply(to body: [UInt8]) -> [LoopbackStep] {
            let results = body.count(of: #""role":"tool""#)
            let wantsTools = results < 3 && body.count(of: "use tools") > 0
            guard body.count(of: #""stream":true"#) > 0 else {
                return [.json(wantsTools ? Wire.wholeToolCall(results) : Wire.whole)]
            }
            return wantsTools ? calls[results] : answer
        }
    }
}

extension [UInt8] {
    /// How often a text stands in the bytes.
    fileprivate func count(of text: StaticString) -> Int {
        withUnsafeBytes { bytes in
            guard var place = bytes.baseAddress else { return 0 }
            let end = place + bytes.count
            var count = 0
            while let hit = memchr(place, Int32(text.utf8Start.pointee), end - place) {
                let isHit =
                    UnsafeMutableRawPointer(mutating: end) - hit >= text.utf8CodeUnitCount
                    && memcmp(hit, text.utf8Start, text.utf8CodeUnitCount) == 0
                count += isHit ? 1 : 0
                place = UnsafeRawPointer(hit) + (isHit ? text.utf8CodeUnitCount : 1)
            }
            return count
        }
    }
}
