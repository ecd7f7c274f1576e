import CCurl

/// A libcurl result in the words of an `HTTPTransportError`.
struct CurlFailure {
    let code: HTTPTransportError.Code
    let message: String

    init(result: CURLcode, handle: CurlEasyHandle, call: HTTPCall, progress: HTTPTransportError.Progress) {
        let origin = call.origin
        let detail = handle.errorDescription(for: result)
        let tunnelStatus = handle.information(CURLINFO_HTTP_CONNECTCODE)
        if tunnelStatus >= 300, progress == .notSent {
            code = .proxy
            message =
                "the proxy refused the tunnel to \(origin) with status \(tunnelStatus); "
                + (tunnelStatus == 407
                    ? "put its user name and password into https_proxy"
                    : "check https_proxy, or add the host to no_proxy")
            return
        }
        switch result {
        case CURLE_URL_MALFORMAT where progress == .notSent, CURLE_UNSUPPORTED_PROTOCOL where progress == .notSent:
            code = .invalidRequest
            message = "\(origin) is no URL that can be asked (\(detail)); give an absolute http:// or https:// URL"
        case CURLE_COULDNT_RESOLVE_HOST:
            code = .cannotResolveHost
            message = "\(detail); check the host name in \(origin), and the network"
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
            code = .proxy
            message = "\(detail); check http_proxy, https_proxy and all_proxy in the environment"
        case CURLE_COULDNT_CONNECT:
            code = .cannotConnect
            message = "could not connect to \(origin) (\(detail))"
        case CURLE_OPERATION_TIMEDOUT:
            code = .connectTimeout
            message =
                "no connection to \(origin) within \(call.timeLimits.connect) (\(detail)); check the network, or"
                + " raise the connect limit"
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED,
            CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_ENGINE_INITFAILED:
            code = .tls
            message =
                "no trusted TLS connection to \(origin) (\(detail)); check the address, or name the certificate"
                + " authorities to trust in SSL_CERT_FILE"
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM,
            CURLE_ABORTED_BY_CALLBACK:
            code = progress == .responding ? .truncated : .connectionLost
            message =
                progress == .responding
                ? "\(origin) closed the connection inside its response (\(detail)); what came is incomplete"
                : "\(origin) closed the connection before it answered (\(detail)); try again"
        case CURLE_BAD_CONTENT_ENCODING:
            code = .protocolError
            message = "\(origin) sent a response that cannot be decompressed (\(detail))"
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
            code = .unavailable
            message = "libcurl could not send the request to \(origin) (\(detail))"
        default:
            code = .protocolError
            message = "the exchange with \(origin) failed (\(detail)); is it an HTTP server?"
        }
    }
}
