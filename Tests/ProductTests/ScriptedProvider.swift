import FarthingTesting
import NIOConcurrencyHelpers

/// A provider on loopback that answers in the OpenAI dialect, each request by what its last message says, and keeps its
/// own bill.
final class ScriptedProvider: Sendable {
    let server: LoopbackServer
    private let bill: NIOLockedValueBox<Int>

    /// What every answer reports: 100 prompt tokens of which 40 cached, and 20 of completion.
    static let usage =
        #"{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":40}}"#

    /// How many requests were answered to the end.
    var billed: Int { bill.withLockedValue { $0 } }

    init(slowly gate: LoopbackGate? = nil) throws {
        let bill = NIOLockedValueBox(0)
        self.bill = bill
        server = try LoopbackServer { request in
            let text = request.text
            bill.withLockedValue { $0 += 1 }
            if text.contains("please fail 500") {
                return [.json(#"{"error":{"message":"kaput","type":"server_error"}}"#, status: 400)]
            }
            if request.header("authorization") != "Bearer sk-test-secret" {
                return [
                    .json(
                        #"{"error":{"message":"Incorrect API key sk-wrong-key","type":"invalid_request_error"}}"#,
                        status: 401)
                ]
            }
            // The smallest model has nothing to say of monads.
            if text.contains(#""model":"nano""#), text.contains("monad") {
                return LoopbackStep.eventStream([Self.chunk("{}", finish: #""stop""#)] + Self.end)
            }
            if text.contains("please garbage") { return [.reply(body: Array("<html>no</html>".utf8))] }
            if text.contains("please use the shell"), !text.contains(#""role":"tool""#) {
                return LoopbackStep.eventStream(Self.toolCall)
            }
            var steps = LoopbackStep.eventStream(Self.answer)
            if let gate, text.contains("please wait") { steps.insert(.wait(gate), at: 3) }
            return steps
        }
    }

    private static func chunk(_ delta: String, finish: String = "null") -> String {
        #"{"id":"c1","object":"chat.completion.chunk","created":1,"model":"model","choices":[{"index":0,"delta":"#
            + delta + #","finish_reason":"# + finish + "}]}"
    }

    private static let end = [
        #"{"id":"c1","object":"chat.completion.chunk","created":1,"model":"model","choices":[],"usage":"# + usage + "}",
        "[DONE]",
    ]

    private static let answer =
        [chunk(#"{"role":"assistant","content":""}"#)]
        + ["One", " two", " three", " four."].map { chunk(#"{"content":"\#($0)"}"#) }
        + [chunk("{}", finish: #""stop""#)] + end

    private static let toolCall =
        [
            chunk(
                #"{"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"shell","arguments":""}}]}"#
            ), chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"{\"command\":\"echo "}}]}"#),
            chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"hello from the shell\"}"}}]}"#),
            chunk("{}", finish: #""tool_calls""#),
        ] + end
}
