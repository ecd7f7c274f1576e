import FarthingTesting
import HTTPStreaming
import Testing

@Suite(.enabled(if: SelfSignedServer.isAvailable, "the openssl command is not installed"))
struct TLSTests {
    private func transport(_ environment: [String: String]) -> CurlTransport {
        CurlTransport(options: CurlTransport.Options(environment: environment))
    }

    private func failure(of call: HTTPCall, _ environment: [String: String]) async throws -> HTTPTransportError {
        try await #require(throws: HTTPTransportError.self) { try await transport(environment).send(call) }
    }

    @Test func `trusts the authorities in SSL_CERT_FILE and no others`() async throws {
        let server = try SelfSignedServer()
        let reply = try await transport(["SSL_CERT_FILE": server.certificate]).send(HTTPCall(url: server.url))
        #expect(reply.head.status == 200)
        #expect(String(decoding: reply.body, as: UTF8.self).contains("s_server"))
        let error = try await failure(of: HTTPCall(url: server.url), [:])
        #expect(error.code == .tls)
        #expect(error.progress == .notSent)
        #expect(error.message.contains("SSL_CERT_FILE"))
    }

    @Test func `refuses a certificate for another host`() async throws {
        let server = try SelfSignedServer()
        let url = server.url.replacing("127.0.0.1", with: "localhost")
        let error = try await failure(of: HTTPCall(url: url), ["SSL_CERT_FILE": server.certificate])
        #expect(error.code == .tls)
    }

    @Test func `says which variable names a file that is not there`() async throws {
        let server = try SelfSignedServer()
        let error = try await failure(of: HTTPCall(url: server.url), ["SSL_CERT_FILE": "/nonexistent/ca.pem"])
        #expect(error.code == .tls)
        #expect(error.message.contains("SSL_CERT_FILE"))
    }
}
