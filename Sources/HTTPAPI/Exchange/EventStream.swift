import ExactJSON
import HTTPTypes

/// Server-sent events (WHATWG HTML, 9.2) as they are written.
enum EventStream {
    /// The head of every event stream.
    static let headers: HTTPFields = {
        var fields = HTTPFields()
        fields[.contentType] = "text/event-stream; charset=utf-8"
        fields[.cacheControl] = "private, no-store"
        // A proxy in between must not hold the pieces back.
        fields[.accelBuffering] = "no"
        return fields
    }()

    /// A line that is no event: it keeps the connection open, and finds out whether anybody is there.
    static let heartbeat = Array(": \n\n".utf8)
    static let heartbeatPause = Duration.seconds(15)

    /// One event.
    static func event(_ name: String? = nil, id: String? = nil, data: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.count + 64)
        if let id { bytes += Array("id: \(id)\n".utf8) }
        if let name { bytes += Array("event: \(name)\n".utf8) }
        bytes += Array("data: ".utf8)
        bytes += data
        bytes += [10, 10]
        return bytes
    }
}
