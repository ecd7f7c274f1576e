import FarthingTesting
import HTTPStreaming
import Testing

/// Each test cancels in one state of a transfer, five times, and takes the middle one of the times until the caller
/// was back and the server saw the connection close: a loaded machine delays any single one.
@Suite(.serialized) struct CancellationTests {
    private let limit = Duration.milliseconds(50)

    /// Runs the work in a task, cancels it as soon as `isReady` returns, and returns the time until `isClosed` does.
    private func timeToCancel(
        _ work: @escaping @Sendable () async throws -> Void, when isReady: () async throws -> Void,
        until isClosed: () async throws -> Void
    ) async throws -> Duration {
        let task = Task { try await work() }
        try await isReady()
        let start = ContinuousClock.now
        task.cancel()
        let error = await #expect(throws: HTTPTransportError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        try await isClosed()
        return .now - start
    }

    private func median(of measure: () async throws -> Duration) async throws -> Duration {
        var times: [Duration] = []
        for _ in 0..<5 { times.append(try await measure()) }
        return times.sorted()[2]
    }

    @Test func `sends nothing when the task was cancelled before`() async throws {
        let server = try LoopbackServer { _ in [.reply()] }
        let transport = CurlTransport()
        let gate = AsyncStream<Void>.makeStream()
        let task = Task {
            for await _ in gate.stream {}
            return try await transport.send(HTTPCall(url: server.url)).head.status
        }
        task.cancel()
        let error = await #expect(throws: HTTPTransportError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(error?.progress == .notSent)
        #expect(try await transport.send(HTTPCall(url: server.url + "/after")).head.status == 200)
        #expect(server.requests.map(\.path) == ["/after"])
    }

    @Test func `closes a transfer that connects`() async throws {
        // One for all rounds: its first TLS connection reads the certificate authorities, which takes longer.
        let transport = CurlTransport()
        let time = try await median {
            // A server that never answers the client's TLS hello.
            let server = try LoopbackServer { _ in [] }
            let url = server.url.replacing("http:", with: "https:")
            return try await timeToCancel {
                _ = try await transport.send(HTTPCall(url: url))
            } when: {
                try await server.wait { $0.connections == 1 }
            } until: {
                try await server.wait { $0.openConnections == 0 }
            }
        }
        #expect(time < limit)
    }

    @Test func `closes a transfer that waits for its response`() async throws {
        let time = try await median {
            let server = try LoopbackServer { _ in [.stall] }
            let transport = CurlTransport()
            return try await timeToCancel {
                _ = try await transport.send(HTTPCall(url: server.url))
            } when: {
                try await server.wait { $0.requests == 1 }
            } until: {
                try await server.wait { $0.abandonedReplies == 1 }
            }
        }
        #expect(time < limit)
    }

    @Test func `closes a transfer within its body`() async throws {
        let time = try await median {
            let server = try LoopbackServer { _ in [.chunkedHead(), .chunk([1]), .stall] }
            let transport = CurlTransport()
            let chunks = AsyncStream<[UInt8]>.makeStream()
            return try await timeToCancel {
                try await transport.withResponse(to: HTTPCall(url: server.url)) { _, body in
                    for try await chunk in body { chunks.continuation.yield(chunk) }
                }
            } when: {
                for await _ in chunks.stream { break }
            } until: {
                try await server.wait { $0.abandonedReplies == 1 }
            }
        }
        #expect(time < limit)
    }

    @Test func `closes a held transfer although its reader is busy`() async throws {
        let piece = [UInt8](repeating: 1, count: 1 << 20)
        let time = try await median {
            let server = try LoopbackServer { _ in [.chunkedHead()] + Array(repeating: .chunk(piece), count: 64) }
            let transport = CurlTransport()
            return try await timeToCancel {
                try await transport.withResponse(to: HTTPCall(url: server.url)) { _, body in
                    // Not a child of the cancelled task: this reader hears nothing of the cancellation.
                    try await Task { try await server.wait { $0.abandonedReplies == 1 } }.value
                    while try await body.next() != nil {}
                }
            } when: {
                try await server.wait { $0.blockedWrites > 0 }
            } until: {
                try await server.wait { $0.abandonedReplies == 1 }
            }
        }
        #expect(time < limit)
    }

    @Test func `takes a call out of the queue for a connection`() async throws {
        var options = CurlTransport.Options(environment: [:])
        options.maxConnectionsPerHost = 1
        let transport = CurlTransport(options: options)
        let gate = try LoopbackGate()
        let server = try LoopbackServer { _ in [.wait(gate), .reply()] }
        async let first = transport.send(HTTPCall(url: server.url + "/first"))
        try await server.wait { $0.requests == 1 }
        let time = try await median {
            try await timeToCancel {
                _ = try await transport.send(HTTPCall(url: server.url + "/second"))
            } when: {
            } until: {
            }
        }
        #expect(time < limit)
        gate.open()
        _ = try await first
        #expect(server.requests.map(\.path) == ["/first"])
    }

    @Test func `survives cancellations at any moment`() async throws {
        let server = try LoopbackServer { _ in [.reply(body: [UInt8](repeating: 1, count: 20_000))] }
        let transport = CurlTransport()
        let cancelled = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                let task = Task { try await transport.send(HTTPCall(url: server.url)).body.count }
                group.addTask {
                    for _ in 0..<(number * 7 % 50) { await Task.yield() }
                    task.cancel()
                    switch await task.result {
                    case .success(let count):
                        #expect(count == 20_000)
                        return false
                    case .failure(let error):
                        #expect((error as? HTTPTransportError)?.code == .cancelled)
                        return true
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(cancelled > 0)
        #expect(try await transport.send(HTTPCall(url: server.url)).body.count == 20_000)
    }
}
