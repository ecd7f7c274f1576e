/// Why an event stream could not be read on.
package struct ServerSentEventError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        case lineTooLong
        /// The `data` lines of one event together.
        case eventTooLong
    }

    package let code: Code
    /// The limit, in bytes.
    package let limit: Int

    package init(_ code: Code, limit: Int) {
        self.code = code
        self.limit = limit
    }

    /// What happened, and what to do.
    package var description: String {
        let part =
            switch code {
            case .lineTooLong: "a line"
            case .eventTooLong: "an event"
            }
        return
            "\(part) of the event stream is longer than \(limit) bytes; is it an event stream? If so, raise the limit"
    }
}
