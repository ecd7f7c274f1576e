import FarthingTesting
import HTTPStreaming

/// Prints what one HTTP exchange and one event of a stream cost, on loopback, against the loopback server. Arguments
/// choose among `sequential`, `concurrent`, `streaming` and `parsing`.
@main enum HTTPStreamingBenchmark {
    static func main() async throws {
        let chosen = Set(CommandLine.arguments.dropFirst())
        func isChosen(_ name: String) -> Bool { chosen.isEmpty || chosen.contains(name) }
        if isChosen("sequential") { try await sequential() }
        if isChosen("concurrent") { try await concurrent(tasks: 32) }
        if isChosen("streaming") { try await streaming() }
        if isChosen("parsing") { try parsing() }
    }

    private static let clock = ContinuousClock()

    private static func sequential() async throws {
        let body = Array(#"{"choices":[{"message":{"role":"assistant","content":"Hello"}}]}"#.utf8)
        let server = try LoopbackServer { _ in [.reply(body: body)] }
        let transport = CurlTransport()
        let call = HTTPCall(
            method: "POST", url: server.url + "/v1/chat/completions",
            headers: ["authorization": "Bearer key", "content-type": "application/json"],
            body: [UInt8](repeating: 0x20, count: 500))
        for _ in 0..<500 { _ = try await transport.send(call) }
        var best = Duration.seconds(1000)
        let rounds = 5_000
        for _ in 0..<5 {
            best = min(best, try await clock.measure { for _ in 0..<rounds { _ = try await transport.send(call) } })
        }
        print("sequential: \(micros(best) / Double(rounds)) us a request (best of 5)")
    }

    private static func concurrent(tasks: Int) async throws {
        let server = try LoopbackServer { _ in [.reply(body: [0x7B, 0x7D])] }
        let transport = CurlTransport()
        let url = server.url
        let rounds = 2_000
        let time = try await clock.measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<tasks {
                    group.addTask { for _ in 0..<rounds { _ = try await transport.send(HTTPCall(url: url)) } }
                }
                try await group.waitForAll()
            }
        }
        print("\(tasks) at once: \(Double(tasks * rounds) / micros(time) * 1e6) requests/s")
    }

    private static func streaming() async throws {
        let event = #"{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":" word"}}]}"#
        let count = 100_000
        let server = try LoopbackServer { _ in LoopbackStep.eventStream(Array(repeating: event, count: count)) }
        let transport = CurlTransport()
        let time = try await clock.measure {
            let seen = try await transport.withResponse(to: HTTPCall(url: server.url)) { _, body in
                var parser = ServerSentEventParser()
                var seen = 0
                for try await chunk in body { try parser.feed(chunk) { _ in seen += 1 } }
                return seen
            }
            precondition(seen == count)
        }
        print("\(count) events, each written by itself: \(micros(time) / 1000) ms")
    }

    private static func parsing() throws {
        let styles = [
            (
                "OpenAI",
                #"data: {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion.chunk","created":1741569952,"model":"gpt-4.1-2025-04-14","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{"content":" token"},"logprobs":null,"finish_reason":null}]}"#
                    + "\n\n"
            ),
            (
                "Anthropic",
                "event: content_block_delta\n"
                    + #"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" token"}}"#
                    + "\n\n"
            ),
            (
                "Anthropic, CR LF",
                "event: content_block_delta\r\n"
                    + #"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" token"}}"#
                    + "\r\n\r\n"
            ),
        ]
        for (name, text) in styles {
            let stream = Array(String(repeating: text, count: 40_000).utf8)
            let chunks = stride(from: 0, to: stream.count, by: 16 << 10).map {
                Array(stream[$0..<min($0 + (16 << 10), stream.count)])
            }
            var best = Duration.seconds(1000)
            for _ in 0..<7 {
                var (events, bytes) = (0, 0)
                best = min(
                    best,
                    try clock.measure {
                        var parser = ServerSentEventParser()
                        for chunk in chunks {
                            try parser.feed(chunk) {
                                events += 1
                                bytes += $0.data.count
                            }
                        }
                    })
                precondition(events == 40_000 && bytes > 0)
            }
            print("SSE, \(name): \(Double(stream.count) / micros(best)) MB/s (best of 7)")
        }
    }

    private static func micros(_ duration: Duration) -> Double {
        duration / .microseconds(1)
    }
}
