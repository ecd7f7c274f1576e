import FarthingTesting
import HTTPStreaming
import Testing

@Suite struct ConnectionTests {
    private func transport(connections: Int) -> CurlTransport {
        var options = CurlTransport.Options(environment: [:])
        options.maxConnectionsPerHost = connections
        return CurlTransport(options: options)
    }

    @Test func `uses one connection for requests one after another`() async throws {
        let server = try LoopbackServer { _ in [.json("{}")] }
        let transport = CurlTransport()
        for _ in 0..<50 { _ = try await transport.send(HTTPCall(url: server.url)) }
        #expect(server.counts.requests == 50)
        #expect(server.counts.connections == 1)
    }

    @Test func `keeps to the most connections to a host`() async throws {
        let server = try LoopbackServer { _ in [.json("{}")] }
        let transport = transport(connections: 4)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<25 { _ = try await transport.send(HTTPCall(url: server.url)) } }
            }
            try await group.waitForAll()
        }
        #expect(server.counts.requests == 200)
        #expect((1...4).contains(server.counts.connections))
    }

    @Test func `keeps a connection whose unread rest ends by itself`() async throws {
        let server = try LoopbackServer { _ in LoopbackStep.eventStream(["[DONE]"]) }
        // The second call waits for the one connection, so whether it was kept shows in their number.
        let transport = transport(connections: 1)
        for _ in 0..<2 {
            let first = try await transport.withResponse(to: HTTPCall(url: server.url)) { _, body in
                try await body.next()
            }
            #expect(first == Array("data: [DONE]\n\n".utf8))
        }
        #expect(server.counts.connections == 1)
    }

    @Test func `closes a connection whose unread rest does not end`() async throws {
        let server = try LoopbackServer { _ in [.chunkedHead(), .chunk([1]), .stall] }
        let transport = CurlTransport()
        let first = try await transport.withResponse(to: HTTPCall(url: server.url)) { _, body in
            try await body.next()
        }
        #expect(first == [1])
        try await server.wait { $0.abandonedReplies == 1 }
    }

    @Test func `closes its connections when it is released`() async throws {
        let server = try LoopbackServer { _ in [.json("{}")] }
        var transport: CurlTransport? = CurlTransport()
        _ = try await transport?.send(HTTPCall(url: server.url))
        #expect(server.counts.openConnections == 1)
        transport = nil
        try await server.wait { $0.openConnections == 0 }
    }

    @Test func `closes a transfer although a child process was started within it`() async throws {
        let server = try LoopbackServer { _ in [.chunkedHead(), .chunk([1]), .stall] }
        let child = try await CurlTransport().withResponse(to: HTTPCall(url: server.url)) { _, body in
            _ = try await body.next()
            return try ChildProcess(["sleep", "60"])
        }
        // A child that had inherited the connection would hold it open.
        try await server.wait { $0.abandonedReplies == 1 }
        #expect(child.isRunning)
    }
}
