#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The HTTP client: libcurl on one thread of its own, started by the first call and ended with the transport.
///
/// Connections are kept and reused, shared by HTTP/2 over TLS. TLS certificates are always checked.
package final class CurlTransport: HTTPTransport {
    /// What holds for every call of a transport.
    package struct Options: Sendable {
        /// Sent unless the call has a `user-agent` of its own.
        package var userAgent = "farthing"
        /// More transfers to one host than this wait for their turn (HTTP/1.1): as many as the server answers at a time.
        package var maxConnectionsPerHost = 1024
        package var maxConnections = 4096
        /// Connections kept open for the next call.
        package var maxIdleConnections = 64
        package var proxies: ProxySettings
        /// Certificate authorities to trust instead of the system's: a file of PEM certificates.
        package var certificateFile: String?
        /// The same, as a directory prepared by `openssl rehash`; not looked at when there is a file.
        package var certificateDirectory: String?

        /// Reads the proxies, `SSL_CERT_FILE` and `SSL_CERT_DIR` from an environment.
        package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
            proxies = ProxySettings(environment: environment)
            certificateFile = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
            certificateDirectory = environment["SSL_CERT_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    private let loop: CurlLoop

    package init(options: Options = Options()) {
        loop = CurlLoop(options: options)
    }

    deinit {
        loop.stop()
    }

    package func withResponse<Output>(
        to call: HTTPCall, _ body: (HTTPResponseHead, HTTPResponseBody) async throws -> Output
    ) async throws -> Output {
        if let reason = call.defect { throw HTTPTransportError(.invalidRequest, reason, progress: .notSent) }
        let channel = TransferChannel(loop: loop, maxResponseBytes: call.maxResponseBytes)
        return try await withTaskCancellationHandler {
            loop.post(.start(call, channel))
            do {
                let head = try await channel.head()
                try CurlTransport.refuseRedirect(head, call)
                let output = try await body(head, HTTPResponseBody { try await channel.next() })
                channel.release()
                return output
            } catch {
                channel.cancel()
                throw error
            }
        } onCancel: {
            channel.cancel()
        }
    }

    private static func refuseRedirect(_ head: HTTPResponseHead, _ call: HTTPCall) throws {
        guard [301, 302, 303, 307, 308].contains(head.status), let target = head.headers["location"] else { return }
        let place = target.hasPrefix("/") ? "another path of itself" : HTTPOrigin.text(of: target)
        throw HTTPTransportError(
            .redirected,
            "\(call.origin) redirects to \(place) (status \(head.status)), which is not followed; set that address as"
                + " the base URL",
            progress: .responding)
    }
}

extension HTTPCall {
    /// Why the call cannot be put on the wire, or nil. A line break in a header would end it and begin another.
    fileprivate var defect: String? {
        if url.isEmpty || url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
            return "the URL is empty or has blanks or control characters; give an absolute http:// or https:// URL"
        }
        guard !method.isEmpty, method.utf8.allSatisfy(HTTPCall.isTokenByte) else {
            return "the request method is no HTTP token"
        }
        for (name, value) in headers {
            guard !name.isEmpty, name.utf8.allSatisfy(HTTPCall.isTokenByte) else {
                return "a header has a name that is no HTTP token"
            }
            guard !value.utf8.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D }) else {
                return "the value of the header \(name) has a line break; is there one at the end of a key?"
            }
        }
        return nil
    }

    /// RFC 9110 §5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
