import ExactJSON
import HTTPTypes

/// A whole answer to a request.
struct Reply: Sendable {
    var status: Int
    var headers: HTTPFields
    var body: [UInt8]

    init(status: Int = 200, headers: HTTPFields = [:], type: String, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.headers[.contentType] = type
        self.body = body
    }

    /// A JSON document.
    init(status: Int = 200, headers: HTTPFields = [:], json: JSONValue) {
        self.init(status: status, headers: headers, type: "application/json", body: json.utf8)
    }

    /// No content.
    static let empty = Reply(status: 204)

    private init(status: Int) {
        self.status = status
        headers = [:]
        body = []
    }
}
