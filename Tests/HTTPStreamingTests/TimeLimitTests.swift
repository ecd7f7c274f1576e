import FarthingTesting
import HTTPStreaming
import Testing

@Suite struct TimeLimitTests {
    private let transport = CurlTransport()
    private let short = Duration.milliseconds(80)

    /// The failure of a call, which must come after its limit; how soon after is up to the machine's load.
    private func failure(of call: HTTPCall) async throws -> HTTPTransportError {
        var failure: HTTPTransportError?
        let time = await ContinuousClock().measure {
            failure = await #expect(throws: HTTPTransportError.self) { try await transport.send(call) }
        }
        #expect(time >= short - .milliseconds(2))
        #expect(time < .seconds(30))
        return try #require(failure)
    }

    @Test func `limits the time to connect, the TLS handshake included`() async throws {
        // A server that never answers the client's hello.
        let server = try LoopbackServer { _ in [] }
        let url = server.url.replacing("http:", with: "https:")
        let error = try await failure(of: HTTPCall(url: url, timeLimits: HTTPTimeLimits(connect: short)))
        #expect(error.code == .connectTimeout)
        #expect(error.progress == .notSent)
        #expect(error.message.hasPrefix("no connection to https://127.0.0.1:\(server.port) within 0.08 seconds ("))
    }

    @Test func `limits the time to the first byte`() async throws {
        let server = try LoopbackServer { _ in [.stall] }
        let error = try await failure(of: HTTPCall(url: server.url, timeLimits: HTTPTimeLimits(firstByte: short)))
        #expect(error.code == .firstByteTimeout)
        #expect(error.progress == .sent)
        try await server.wait { $0.abandonedReplies == 1 }
    }

    @Test func `limits the silence between chunks`() async throws {
        let server = try LoopbackServer { _ in [.chunkedHead(), .chunk([1]), .stall] }
        let error = try await failure(of: HTTPCall(url: server.url, timeLimits: HTTPTimeLimits(betweenChunks: short)))
        #expect(error.code == .idleTimeout)
        #expect(error.progress == .responding)
        try await server.wait { $0.abandonedReplies == 1 }
    }

    @Test func `limits the whole exchange`() async throws {
        let server = try LoopbackServer { _ in [.chunkedHead(), .chunk([1]), .stall] }
        let error = try await failure(of: HTTPCall(url: server.url, timeLimits: HTTPTimeLimits(total: short)))
        #expect(error.code == .totalTimeout)
    }

    @Test func `counts the wait for a free connection into the whole`() async throws {
        var options = CurlTransport.Options(environment: [:])
        options.maxConnectionsPerHost = 1
        let transport = CurlTransport(options: options)
        let gate = try LoopbackGate()
        let server = try LoopbackServer { _ in [.wait(gate), .reply()] }
        async let first = transport.send(HTTPCall(url: server.url))
        try await server.wait { $0.requests == 1 }
        let error = try await #require(throws: HTTPTransportError.self) {
            try await transport.send(HTTPCall(url: server.url, timeLimits: HTTPTimeLimits(total: short)))
        }
        #expect(error.code == .totalTimeout)
        #expect(error.progress == .notSent)
        gate.open()
        #expect(try await first.head.status == 200)
        #expect(server.counts.requests == 1)
    }

    @Test func `does not count the reader's own pause as silence`() async throws {
        let piece = [UInt8](repeating: 1, count: 1 << 20)
        let server = try LoopbackServer { _ in
            [.chunkedHead()] + Array(repeating: .chunk(piece), count: 24) + [.lastChunk]
        }
        let limits = HTTPTimeLimits(betweenChunks: short)
        let count = try await transport.withResponse(to: HTTPCall(url: server.url, timeLimits: limits)) { _, body in
            // The transfer is held once the buffers on the way are full.
            try await server.wait { $0.blockedWrites > 0 }
            try await Task.sleep(for: short * 3)  // the pause itself is what is tested; curl's clock is real
            return try await body.collect().count
        }
        #expect(count == 24 << 20)
    }
}
