/// Why an extension outside the binary cannot take part, or did not do what it was asked.
package struct HostingError: Error, Sendable, Hashable {
    /// The kinds of failure.
    package enum Code: String, Sendable, Hashable {
        /// What its user set is not what it takes.
        case badSettings = "bad_settings"
        /// Nobody agreed to what it wants to do.
        case notAccepted = "not_accepted"
        /// There is no sandbox to run it in.
        case noSandbox = "no_sandbox"
        /// Its program could not be started, or ended before it answered.
        case ended
        /// It has forgotten the conversation with it, and did not take the request.
        case forgotten
        /// It did not speak the protocol.
        case protocolViolation = "protocol_violation"
        /// It answered with an error.
        case refused
        /// It said nothing in time.
        case timeout
        /// It failed too often and is off until it is enabled again.
        case quarantined
        /// There is none of that name, or it is in another place.
        case notFound = "not_found"
        /// Something could not be stored.
        case storage
    }

    /// The kind.
    package var code: Code
    /// Whose it is.
    package var name: String
    /// What happened and what to do. Holds no secret.
    package var message: String

    package init(_ code: Code, extension name: String, _ message: String) {
        self.code = code
        self.name = name
        self.message = message
    }
}

extension HostingError: CustomStringConvertible {
    /// `extension NAME: …`; without the name where it is nobody's in particular.
    package var description: String { name.isEmpty ? message : "extension \(name): \(message)" }
}
