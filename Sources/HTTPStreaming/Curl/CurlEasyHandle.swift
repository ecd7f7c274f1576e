import CCurl

/// A libcurl easy handle that serves one request after another. Belongs to the loop thread.
///
/// Options that never change are set once; `prepare` sets every other one each time, so nothing is left over.
final class CurlEasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let options: CurlTransport.Options
    private let errorText: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?

    /// Returns nil when there is no memory.
    init?(options: CurlTransport.Options) {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        self.options = options
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        setConstants()
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headerList)
        errorText.deallocate()
    }

    /// libcurl's own words about the last failure, or those for the result code.
    func errorDescription(for result: CURLcode) -> String {
        if errorText[0] != 0 { return String(cString: errorText) }
        return curl_easy_strerror(result).map { String(cString: $0) } ?? "libcurl error \(result.rawValue)"
    }

    func information(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    private func setConstants() {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        // A model may think for minutes: keeps the connection alive in address translators on the way.
        set(CURLOPT_TCP_KEEPALIVE, 1)
        // The limit is the loop's own, since libcurl does not know of bytes that were dropped or held back.
        set(CURLOPT_TIMEOUT_MS, 0)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        // Every encoding that libcurl was built with: gzip, br, zstd.
        set(CURLOPT_ACCEPT_ENCODING, "")
        set(CURLOPT_USERAGENT, options.userAgent)
        setAuthorities()
        _ = ccurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
        _ = ccurl_close_sockets_on_exec(pointer)
        ccurl_set_quick_exit(pointer)
    }

    /// Names either a file or a directory. libcurl keeps the parsed authorities for the next connection only if they
    /// come from a file alone, and reading Debian's takes 80 ms, in which the thread does nothing else; from a directory
    /// alone they are read one by one as they are needed. Debian's libcurl names both by itself, and reads each time.
    private func setAuthorities() {
        if let file = options.certificateFile {
            set(CURLOPT_CAINFO, file)
            _ = ccurl_set_string(pointer, CURLOPT_CAPATH, nil)
        } else if let directory = options.certificateDirectory {
            set(CURLOPT_CAPATH, directory)
            _ = ccurl_set_string(pointer, CURLOPT_CAINFO, nil)
        } else if ccurl_version()?.pointee.cainfo != nil {
            _ = ccurl_set_string(pointer, CURLOPT_CAPATH, nil)
        }
    }

    /// Sets the handle up for a call. Returns false when libcurl refuses a part of it.
    func prepare(for call: HTTPCall, context: UnsafeMutableRawPointer) -> Bool {
        errorText[0] = 0
        let isSecure = call.url.utf8.prefix(6).map { $0 | 0x20 } == Array("https:".utf8)
        _ = ccurl_set_pointer(pointer, CURLOPT_PRIVATE, context)
        _ = ccurl_set_pointer(pointer, CURLOPT_WRITEDATA, context)
        _ = ccurl_set_pointer(pointer, CURLOPT_HEADERDATA, context)
        _ = ccurl_set_pointer(pointer, CURLOPT_PREREQDATA, context)
        set(CURLOPT_CONNECTTIMEOUT_MS, call.timeLimits.connect.milliseconds)
        // Waits for a connection that is being made, to share it by HTTP/2. A plain connection cannot be shared, and
        // libcurl would wait for its first response.
        set(CURLOPT_PIPEWAIT, isSecure ? 1 : 0)
        // "" means none: the environment was read once, by us, and not again by libcurl.
        set(CURLOPT_PROXY, options.proxies.proxy(forSecure: isSecure) ?? "")
        set(CURLOPT_NOPROXY, options.proxies.exceptions ?? "")
        return set(CURLOPT_URL, call.url) && setMethod(of: call) && setHeaders(call.headers)
    }

    /// Frees what belongs to the finished request.
    func releaseRequest() {
        _ = ccurl_set_list(pointer, CURLOPT_HTTPHEADER, nil)
        curl_slist_free_all(headerList)
        headerList = nil
        _ = ccurl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, nil)
    }

    private func setMethod(of call: HTTPCall) -> Bool {
        _ = ccurl_set_string(pointer, CURLOPT_CUSTOMREQUEST, nil)
        set(CURLOPT_HTTPGET, 1)
        if call.method == "HEAD", call.body.isEmpty { return set(CURLOPT_NOBODY, 1) }
        if call.method == "GET", call.body.isEmpty { return true }
        if call.method == "POST" || !call.body.isEmpty {
            set(CURLOPT_POST, 1)
            _ = ccurl_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(call.body.count))
            let copied = call.body.withUnsafeBytes { bytes in
                // An empty array may have no address, which would mean that the body comes from a callback.
                let start = bytes.baseAddress ?? UnsafeRawPointer(errorText)
                return ccurl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, start)
            }
            guard copied == CURLE_OK else { return false }
        }
        return call.method == "POST" || set(CURLOPT_CUSTOMREQUEST, call.method)
    }

    private func setHeaders(_ headers: HTTPHeaders) -> Bool {
        var hasType = false
        for (name, value) in headers {
            // "Name;" is how libcurl is told to send an empty field: "Name:" removes it.
            guard append(value.isEmpty ? name + ";" : name + ": " + value) else { return false }
            hasType = hasType || name.lowercased() == "content-type"
        }
        // libcurl would call a body a form, and hold a large one back for a second in hope of a "100 Continue".
        if !hasType { guard append("Content-Type:") else { return false } }
        guard append("Expect:") else { return false }
        return ccurl_set_list(pointer, CURLOPT_HTTPHEADER, headerList) == CURLE_OK
    }

    private func append(_ line: String) -> Bool {
        guard let list = curl_slist_append(headerList, line) else { return false }
        headerList = list
        return true
    }

    @discardableResult
    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        ccurl_set_long(pointer, option, value) == CURLE_OK
    }

    @discardableResult
    private func set(_ option: CURLoption, _ value: String) -> Bool {
        ccurl_set_string(pointer, option, value) == CURLE_OK
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, at least 1: 0 means "no limit" to libcurl.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return max(1, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
