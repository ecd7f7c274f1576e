import FarthingTesting
import HTTPStreaming
import Testing

@Suite struct ProxyTests {
    private func transport(_ environment: [String: String]) -> CurlTransport {
        CurlTransport(options: CurlTransport.Options(environment: environment))
    }

    @Test(arguments: ["http_proxy", "all_proxy", "ALL_PROXY"])
    func `sends plain requests through the proxy of the environment`(variable: String) async throws {
        let proxy = try LoopbackServer { _ in [.json("{}")] }
        let url = proxy.url.replacing("http://", with: "http://user:pass@")
        _ = try await transport([variable: url]).send(HTTPCall(url: "http://api.test:8080/v1?x=1"))
        let request = try #require(proxy.requests.first)
        #expect(request.target == "http://api.test:8080/v1?x=1")
        #expect(request.header("host") == "api.test:8080")
        #expect(request.header("proxy-authorization") == "Basic dXNlcjpwYXNz")
    }

    @Test(arguments: [
        ["HTTP_PROXY": "http://127.0.0.1:1"], ["https_proxy": "http://127.0.0.1:1"], ["http_proxy": ""],
        ["http_proxy": "http://127.0.0.1:1", "no_proxy": "other.test,127.0.0.1"],
        ["all_proxy": "http://127.0.0.1:1", "NO_PROXY": "*"],
    ])
    func `reaches the server directly when the environment says so`(environment: [String: String]) async throws {
        let server = try LoopbackServer { _ in [.json("{}")] }
        #expect(try await transport(environment).send(HTTPCall(url: server.url + "/direct")).head.status == 200)
        #expect(server.requests.map(\.target) == ["/direct"])
    }

    @Test func `asks for a tunnel to a TLS server, and keeps the request's headers from the proxy`() async throws {
        let proxy = try LoopbackServer { _ in [.reply(status: 407), .close] }
        let call = HTTPCall(url: "https://api.test/v1", headers: ["authorization": "Bearer s3cret"])
        let error = try await #require(throws: HTTPTransportError.self) {
            try await transport(["HTTPS_PROXY": proxy.url]).send(call)
        }
        #expect(error.code == .proxy)
        #expect(error.progress == .notSent)
        #expect(
            error.message == "the proxy refused the tunnel to https://api.test with status 407; put its user name and"
                + " password into https_proxy")
        let request = try #require(proxy.requests.first)
        #expect(request.method == "CONNECT")
        #expect(request.target == "api.test:443")
        #expect(request.header("authorization") == nil)
    }

    @Test func `says that the proxy's host name is unknown`() async throws {
        let host = String(repeating: "a", count: 64) + ".test"
        let error = try await #require(throws: HTTPTransportError.self) {
            try await transport(["http_proxy": "http://u:s3cret@\(host):3128"]).send(HTTPCall(url: "http://api.test/"))
        }
        #expect(error.code == .proxy)
        #expect(!String(reflecting: error).contains("s3cret"))
    }

    @Test func `prints proxies without their passwords`() {
        let options = CurlTransport.Options(environment: ["https_proxy": "http://u:s3cret@proxy.test"])
        var dumped = ""
        dump(options, to: &dumped)
        #expect(!dumped.contains("s3cret"))
        #expect(!"\(options)".contains("s3cret"))
    }
}
