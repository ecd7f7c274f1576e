import FarthingTesting
import HTTPStreaming
import Testing

@Suite struct CurlTransportTests {
    private let transport = CurlTransport()

    @Test func `sends a request and returns the whole response`() async throws {
        let server = try LoopbackServer { _ in [.json(#"{"ok":true}"#, headers: [("x-request-id", "r1")])] }
        let call = HTTPCall(
            method: "POST", url: server.url + "/v1/chat?x=1",
            headers: ["authorization": "Bearer secret", "content-type": "application/json", "x-empty": ""],
            body: Array("{}".utf8))
        let (head, body) = try await transport.send(call)
        #expect(head.status == 200)
        #expect(head.headers["X-Request-ID"] == "r1")
        #expect(body == Array(#"{"ok":true}"#.utf8))
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.target == "/v1/chat?x=1")
        #expect(request.text == "{}")
        #expect(request.header("authorization") == "Bearer secret")
        #expect(request.header("content-type") == "application/json")
        #expect(request.header("x-empty") == "")
        #expect(request.header("user-agent") == "farthing")
        #expect(request.header("expect") == nil)
    }

    @Test(arguments: ["GET", "HEAD", "DELETE", "POST", "PATCH"])
    func `sends the method as it is, with no body and no content type of its own`(method: String) async throws {
        let server = try LoopbackServer { _ in [.reply(body: Array("abc".utf8))] }
        let (_, body) = try await transport.send(HTTPCall(method: method, url: server.url))
        #expect(body.count == (method == "HEAD" ? 0 : 3))
        let request = try #require(server.requests.first)
        #expect(request.method == method)
        #expect(request.header("content-type") == nil)
        #expect(request.header("content-length") == (method == "POST" ? "0" : nil))
    }

    @Test func `leaves nothing of one request in the next on the same handle`() async throws {
        let server = try LoopbackServer { _ in [.reply()] }
        let calls = [
            HTTPCall(method: "PUT", url: server.url + "/1", headers: ["x-one": "1"], body: [1, 2]),
            HTTPCall(method: "HEAD", url: server.url + "/2"), HTTPCall(url: server.url + "/3"),
            HTTPCall(method: "POST", url: server.url + "/4"), HTTPCall(method: "DELETE", url: server.url + "/5"),
        ]
        for call in calls { _ = try await transport.send(call) }
        #expect(server.requests.map(\.method) == ["PUT", "HEAD", "GET", "POST", "DELETE"])
        #expect(server.requests.map(\.body) == [[1, 2], [], [], [], []])
        #expect(server.requests.map { $0.header("x-one") } == ["1", nil, nil, nil, nil])
        #expect(server.counts.connections == 1)
    }

    @Test func `sends a body of megabytes without waiting for leave`() async throws {
        let server = try LoopbackServer { request in [.reply(body: Array("\(request.body.count)".utf8))] }
        let body = [UInt8](repeating: 7, count: 3 << 20)
        let reply = try await transport.send(HTTPCall(method: "POST", url: server.url, body: body))
        #expect(String(decoding: reply.body, as: UTF8.self) == "\(3 << 20)")
        #expect(server.requests.first?.body == body)
    }

    @Test(arguments: [200, 204, 304, 401, 404, 429, 500, 529])
    func `returns any status as a normal result`(status: Int) async throws {
        let server = try LoopbackServer { _ in [.head(status: status, headers: [("content-length", "0")])] }
        #expect(try await transport.send(HTTPCall(url: server.url)).head.status == status)
    }

    @Test func `skips interim responses and trailers`() async throws {
        let server = try LoopbackServer { _ in
            [
                .head(status: 103, headers: [("link", "x")]), .chunkedHead(headers: [("a", "1")]),
                .chunk(Array("body".utf8)), .bytes(Array("0\r\ntrailer: 1\r\n\r\n".utf8)),
            ]
        }
        let (head, body) = try await transport.send(HTTPCall(url: server.url))
        #expect(head.status == 200)
        #expect(head.headers.map(\.name) == ["a", "transfer-encoding"])
        #expect(body == Array("body".utf8))
    }

    @Test func `reads a response that comes one byte at a time`() async throws {
        let text = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"
        let server = try LoopbackServer { _ in [.oneByteAtATime(Array(text.utf8))] }
        #expect(try await transport.send(HTTPCall(url: server.url)).body == Array("hello".utf8))
    }

    @Test func `asks for compressed bodies and unpacks them`() async throws {
        // gzip of "hello, compressed world"
        let packed: [UInt8] = [
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 72, 205, 201, 201, 215, 81, 72, 206, 207, 45, 40, 74, 45, 46, 78, 77,
            81, 40, 207, 47, 202, 73, 1, 0, 8, 158, 52, 53, 23, 0, 0, 0,
        ]
        let server = try LoopbackServer { request in
            [.reply(headers: [("content-encoding", "gzip")], body: request.index == 0 ? packed : Array("junk".utf8))]
        }
        let (_, body) = try await transport.send(HTTPCall(url: server.url))
        #expect(String(decoding: body, as: UTF8.self) == "hello, compressed world")
        #expect(try #require(server.requests.first?.header("accept-encoding")).contains("gzip"))
        let error = try await #require(throws: HTTPTransportError.self) {
            try await transport.send(HTTPCall(url: server.url))
        }
        #expect(error.code == .protocolError)
    }

    @Test func `streams a body as it comes`() async throws {
        let gates = try [LoopbackGate(), LoopbackGate()]
        let server = try LoopbackServer { _ in
            [
                .chunkedHead(), .chunk(Array("one".utf8)), .wait(gates[0]), .chunk(Array("two".utf8)), .wait(gates[1]),
                .lastChunk,
            ]
        }
        let chunks = try await transport.withResponse(to: HTTPCall(url: server.url)) { head, body in
            var chunks: [String] = []
            for try await chunk in body {
                chunks.append(String(decoding: chunk, as: UTF8.self))
                gates[chunks.count - 1].open()
            }
            return chunks
        }
        #expect(chunks == ["one", "two"])
    }

    @Test func `throws what the closure throws and closes the transfer`() async throws {
        struct Refusal: Error {}
        let server = try LoopbackServer { _ in [.chunkedHead(), .chunk([1]), .stall] }
        await #expect(throws: Refusal.self) {
            try await transport.withResponse(to: HTTPCall(url: server.url)) { _, _ in throw Refusal() }
        }
        try await server.wait { $0.abandonedReplies == 1 }
    }

    @Test func `cannot read a body after its closure has returned`() async throws {
        let server = try LoopbackServer { _ in [.reply(body: [1, 2, 3])] }
        let body = try await transport.withResponse(to: HTTPCall(url: server.url)) { _, body in body }
        let error = try await #require(throws: HTTPTransportError.self) { try await body.next() }
        #expect(error.code == .cancelled)
    }

    @Test func `runs a hundred requests at once`() async throws {
        let gate = try LoopbackGate()
        let server = try LoopbackServer { request in [.wait(gate), .reply(body: Array(request.path.utf8))] }
        let bodies = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let reply = try await transport.send(HTTPCall(url: server.url + "/\(number)"))
                    return String(decoding: reply.body, as: UTF8.self)
                }
            }
            try await server.wait { $0.requests == 100 }
            gate.open()
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(bodies == Set((0..<100).map { "/\($0)" }))
        #expect(server.counts.connections == 100)
    }

    @Test func `prints a call without its secrets`() {
        let call = HTTPCall(
            method: "POST", url: "https://user:s3cret@host.test:8443/v1/s3cret?key=s3cret",
            headers: ["authorization": "Bearer s3cret"], body: Array("s3cret".utf8))
        var dumped = ""
        dump(call, to: &dumped)
        for text in ["\(call)", String(reflecting: call), dumped] {
            #expect(!text.contains("s3cret"))
            #expect(text.contains("https://host.test:8443"))
            #expect(text.contains("authorization"))
        }
    }
}
