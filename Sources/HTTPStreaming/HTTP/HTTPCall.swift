/// One HTTP request with its limits.
///
/// Printing it shows the method, the origin of the URL and the names of the headers: never a header's value, the query
/// or the body.
package struct HTTPCall: Sendable {
    /// The request method, in capitals: `GET`, `POST`, …
    package var method: String
    /// An absolute `http:` or `https:` URL.
    package var url: String
    package var headers: HTTPHeaders
    /// Sent with a `content-length`; an empty body of a `POST` is sent as length 0.
    package var body: [UInt8]
    package var timeLimits: HTTPTimeLimits
    /// The most bytes of response body (after decompression) that are taken in; one more fails with `tooLarge`.
    package var maxResponseBytes: Int

    package init(
        method: String = "GET", url: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        timeLimits: HTTPTimeLimits = HTTPTimeLimits(), maxResponseBytes: Int = 64 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeLimits = timeLimits
        self.maxResponseBytes = maxResponseBytes
    }

    /// `scheme://host[:port]` of the URL: what a message may show, as user names, paths and queries can hold secrets.
    package var origin: String { HTTPOrigin.text(of: url) }
}

extension HTTPCall: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(method) \(origin) \(headers), \(body.count) bytes" }
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
