import ExactJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a request carries with it since the revision of 2026-07-28, which has no greeting and no session: under `_meta`, and
/// over HTTP in headers that say it again.
enum RequestEnvelope {
    /// The revision that the request is of.
    static let version = "io.modelcontextprotocol/protocolVersion"
    /// Who asks.
    static let client = "io.modelcontextprotocol/clientInfo"
    /// What who asks can do.
    static let capabilities = "io.modelcontextprotocol/clientCapabilities"

    /// The parameters with the envelope, and the token under which progress is told.
    static func params(_ params: JSONValue, _ envelope: JSONObject?, progress token: Int?) -> JSONValue {
        guard envelope != nil || token != nil, case .object(var object) = params else { return params }
        var meta = envelope ?? JSONObject()
        if let token { meta["progressToken"] = JSONValue(token) }
        object["_meta"] = .object(meta)
        return .object(object)
    }

    /// The headers of a message that has an envelope; none of one without.
    static func headers(of message: RPCMessage) -> [(name: String, value: String)] {
        guard case .request(_, let method, let params) = message,
            let revision = params["_meta"]?[version]?.stringValue
        else { return [] }
        let name = params[method == "resources/read" ? "uri" : "name"]?.stringValue
        let named = ["tools/call", "prompts/get", "resources/read"].contains(method) ? name : nil
        return [("mcp-protocol-version", revision), ("mcp-method", method)]
            + (named.map { [("mcp-name", header($0))] } ?? [])
    }

    /// A value as it survives in a header: what is not plain, or looks like it, in base64.
    private static func header(_ value: String) -> String {
        let isPlain =
            value.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !value.hasPrefix(" ") && !value.hasSuffix(" ")
            && !(value.hasPrefix("=?base64?") && value.hasSuffix("?="))
        return isPlain ? value : "=?base64?\(Data(value.utf8).base64EncodedString())?="
    }
}
