import HTTPStreaming
import Testing

@Suite(.enabled(if: SelfSignedServer.speaksHTTP2, "the openssl and node commands are not both installed"))
struct HTTP2Tests {
    /// Answers `/large` with 8 MB, `/stall` with a first byte only, and all else with the number of connections so far.
    private static let script = """
        const fs = require('fs'), http2 = require('http2')
        const server = http2.createSecureServer({
            cert: fs.readFileSync(process.argv[1]), key: fs.readFileSync(process.argv[2]) })
        let sessions = 0, closed = 0
        server.on('session', () => sessions++)
        server.on('stream', (stream, headers) => {
            const path = headers[':path']
            stream.on('error', () => {})
            stream.respond({ ':status': 200, 'x-path': path })
            if (path == '/large') return stream.end(Buffer.alloc(8 << 20, 1))
            if (path == '/stall') { stream.on('close', () => closed++); return stream.write('x') }
            stream.end(sessions + ' ' + closed)
        })
        server.listen(0, '127.0.0.1', () => console.log('ACCEPT 127.0.0.1:' + server.address().port))
        """

    private let server: SelfSignedServer
    private let transport: CurlTransport

    init() throws {
        server = try SelfSignedServer(script: HTTP2Tests.script)
        transport = CurlTransport(options: CurlTransport.Options(environment: ["SSL_CERT_FILE": server.certificate]))
    }

    private func text(_ path: String) async throws -> String {
        let reply = try await transport.send(HTTPCall(url: server.url + path))
        #expect(reply.head.headers["x-path"] == path)
        return String(decoding: reply.body, as: UTF8.self)
    }

    @Test func `shares one connection among requests at once`() async throws {
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<20 { group.addTask { try await text("/\(number)") } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(texts == ["1 0"])
    }

    @Test func `closes a cancelled stream and keeps its connection`() async throws {
        let first = try await transport.withResponse(to: HTTPCall(url: server.url + "/stall")) { _, body in
            try await body.next()
        }
        #expect(first == Array("x".utf8))
        // Each question takes a while, so the number of them bounds the wait.
        var answer = ""
        for _ in 0..<1000 where answer != "1 1" { answer = try await text("/") }
        #expect(answer == "1 1")
    }

    @Test func `does not hold other streams back with one that nobody reads`() async throws {
        let size = try await transport.withResponse(to: HTTPCall(url: server.url + "/large")) { _, body in
            let first = try #require(try await body.next())
            for _ in 0..<5 { #expect(try await text("/") == "1 0") }
            return try await first.count + body.collect().count
        }
        #expect(size == 8 << 20)
    }
}
