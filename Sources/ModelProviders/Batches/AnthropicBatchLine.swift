package import ExactJSON
package import LanguageModels

/// Requests of the runtime as members of a message batch.
package enum AnthropicBatchLine {
    /// The parameters of a request, as the messages dialect writes them.
    ///
    /// - Throws: `ModelError` of code `unsupported` for what the dialect cannot say.
    package static func params(of request: ModelRequest, profile: ModelProfile) throws(ModelError) -> JSONObject {
        let unsupported = { (what: String) in
            ModelError(.unsupported, "\(profile.id) cannot do this: \(what)", model: profile.id)
        }
        let encoder = AnthropicRequest(profile: profile, overrides: request.extra, unsupported: unsupported)
        var plain = request
        // A batch has a price class of its own and takes no other.
        plain.serviceTier = nil
        plain.stream = false
        let bytes = try encoder.encode(plain)
        guard var members = (try? JSONValue(parsing: bytes))?.objectValue else {  // we wrote it ourselves
            preconditionFailure("a request is an object")
        }
        members["stream"] = nil
        return members
    }
}
