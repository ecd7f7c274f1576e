import FarthingTesting
import HTTPStreaming
import Testing

@Suite struct BackPressureTests {
    @Test func `holds the server back while nobody reads`() async throws {
        let piece = [UInt8](repeating: 1, count: 1 << 20)
        let server = try LoopbackServer { _ in
            [.chunkedHead()] + Array(repeating: .chunk(piece), count: 64) + [.lastChunk]
        }
        // What the two sockets of a loopback connection may hold in Linux's default settings, and our own buffer.
        let onTheWay = (4 << 20) + (6 << 20) + (256 << 10)
        try await CurlTransport().withResponse(to: HTTPCall(url: server.url)) { _, body in
            try await server.wait { $0.blockedWrites > 0 }
            var taken = 0
            while let chunk = try await body.next() {
                taken += chunk.count
                #expect(chunk.count <= 64 << 10)
                #expect(server.counts.bytesSent - taken <= onTheWay + (1 << 20))
            }
            #expect(taken == 64 << 20)
        }
    }
}
