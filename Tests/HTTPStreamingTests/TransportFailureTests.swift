import FarthingTesting
import HTTPStreaming
import Testing

@Suite struct TransportFailureTests {
    private let transport = CurlTransport()

    private func failure(of call: HTTPCall) async throws -> HTTPTransportError {
        try await #require(throws: HTTPTransportError.self) { try await transport.send(call) }
    }

    /// The bytes that came before the failure, and the failure.
    private func partial(_ steps: [LoopbackStep]) async throws -> (bytes: [UInt8], error: HTTPTransportError) {
        let server = try LoopbackServer { _ in steps }
        var bytes: [UInt8] = []
        let error = try await #require(throws: HTTPTransportError.self) {
            try await transport.withResponse(to: HTTPCall(url: server.url)) { _, body in
                while let chunk = try await body.next() { bytes += chunk }
            }
        }
        return (bytes, error)
    }

    @Test func `says that nobody listens`() async throws {
        let error = try await failure(of: HTTPCall(url: "http://127.0.0.1:1/path"))
        #expect(error.code == .cannotConnect)
        #expect(error.progress == .notSent)
        #expect(error.message.hasPrefix("could not connect to http://127.0.0.1:1 ("))
    }

    @Test func `says that a host name is unknown`() async throws {
        // A label of more than 63 characters cannot be looked up, so no question leaves the machine.
        let host = String(repeating: "a", count: 64) + ".test"
        let error = try await failure(of: HTTPCall(url: "http://\(host)/"))
        #expect(error.code == .cannotResolveHost)
        #expect(error.progress == .notSent)
    }

    @Test(arguments: [
        "", "ftp://127.0.0.1/", "http://", "http://a b/", "http://127.0.0.1:1/\n", "no url", "file:///etc/hosts",
    ])
    func `refuses a URL that cannot be asked`(url: String) async throws {
        let error = try await failure(of: HTTPCall(url: url))
        #expect([.invalidRequest, .cannotResolveHost].contains(error.code))
        #expect(error.code == .invalidRequest || url == "no url")
        #expect(error.progress == .notSent)
    }

    @Test func `refuses a header with a line break, and does not show its value`() async throws {
        let error = try await failure(
            of: HTTPCall(url: "http://127.0.0.1:1", headers: ["authorization": "Bearer s3cret\n"]))
        #expect(error.code == .invalidRequest)
        #expect(
            error.message
                == "the value of the header authorization has a line break; is there one at the end of a key?")
    }

    @Test(arguments: [("a b", "GET"), ("", "GET"), ("x:", "GET"), ("x", "GE T"), ("x", "")])
    func `refuses a header name or method that is no token`(name: String, method: String) async throws {
        let error = try await failure(of: HTTPCall(method: method, url: "http://127.0.0.1:1", headers: [name: "v"]))
        #expect(error.code == .invalidRequest)
    }

    @Test func `shows no secret of the request in an error`() async throws {
        let call = HTTPCall(
            url: "http://user:s3cret@127.0.0.1:1/s3cret?key=s3cret", headers: ["authorization": "s3cret"])
        let error = try await failure(of: call)
        #expect(error.code == .cannotConnect)
        #expect(!String(reflecting: error).contains("s3cret"))
    }

    @Test func `tells a connection that is lost before the answer from one lost within`() async throws {
        let lost = try await partial([.close])
        #expect(lost.error.code == .connectionLost)
        #expect(lost.error.progress == .sent)
        #expect(lost.error.mayHaveReachedServer)
        let reset = try await partial([.reset])
        #expect(reset.error.code == .connectionLost)
        let head = try await partial([.bytes(Array("HTTP/1.1 200 OK\r\ncontent-le".utf8)), .close])
        #expect(head.error.code == .connectionLost)
    }

    @Test(arguments: [
        [LoopbackStep.head(headers: [("content-length", "10")]), .bytes([1, 2, 3]), .close],
        [.chunkedHead(), .chunk([1, 2, 3]), .close],
        [.chunkedHead(), .chunk([1, 2]), .bytes(Array("9\r\n\u{3}".utf8)), .close],
    ])
    func `returns what came of a response that was cut, and then says so`(steps: [LoopbackStep]) async throws {
        let (bytes, error) = try await partial(steps)
        #expect(bytes == [1, 2, 3])
        #expect(error.code == .truncated)
        #expect(error.progress == .responding)
    }

    @Test func `says that a response was reset within`() async throws {
        let gate = try LoopbackGate()
        let server = try LoopbackServer { _ in [.chunkedHead(), .chunk([1]), .wait(gate), .reset] }
        let error = try await #require(throws: HTTPTransportError.self) {
            try await transport.withResponse(to: HTTPCall(url: server.url)) { _, body in
                #expect(try await body.next() == [1])
                gate.open()
                _ = try await body.next()
            }
        }
        #expect(error.code == .truncated)
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "{\"json\":true}\n", "HTTP/1.1 abc\r\n\r\n"])
    func `says that what came is no HTTP`(garbage: String) async throws {
        let (_, error) = try await partial([.bytes(Array(garbage.utf8)), .close])
        #expect(error.code == .protocolError)
    }

    @Test func `refuses a response over the size limit`() async throws {
        let server = try LoopbackServer { _ in [.reply(body: [UInt8](repeating: 0, count: 100_000))] }
        let exact = HTTPCall(url: server.url, maxResponseBytes: 100_000)
        #expect(try await transport.send(exact).body.count == 100_000)
        let error = try await failure(of: HTTPCall(url: server.url, maxResponseBytes: 99_999))
        #expect(error.code == .tooLarge)
        #expect(
            error.message
                == "the response is larger than 99999 bytes; ask for less, or raise the limit of the call")
    }

    @Test func `does not follow a redirect, and names where it leads without its secrets`() async throws {
        let server = try LoopbackServer { _ in
            [.reply(status: 308, headers: [("location", "https://u:s3cret@api.test/v2?key=s3cret")])]
        }
        let error = try await failure(of: HTTPCall(method: "POST", url: server.url + "/v1"))
        #expect(error.code == .redirected)
        #expect(error.message.contains("redirects to https://api.test (status 308)"))
        #expect(!error.message.contains("s3cret"))
        #expect(server.counts.requests == 1)
    }

    @Test func `does not send a request again when a reused connection closes on it`() async throws {
        let server = try LoopbackServer { request in request.index == 0 ? [.reply()] : [.close] }
        _ = try await transport.send(HTTPCall(url: server.url))
        let error = try await failure(of: HTTPCall(method: "POST", url: server.url, body: [1]))
        #expect(error.code == .connectionLost)
        #expect(error.mayHaveReachedServer)
        #expect(server.counts.requests == 2)
        #expect(server.counts.connections <= 2)
    }
}
