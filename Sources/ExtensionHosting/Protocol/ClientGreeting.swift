import ExactJSON

/// What a server is told of us when a conversation with it begins.
struct ClientGreeting: Sendable {
    /// The product's version.
    var version: String
    /// The folder the agent works in.
    var workspace: String
    /// The extension's settings.
    var settings: JSONObject

    /// The parameters of `initialize`.
    func params(version revision: String) -> JSONValue {
        [
            "protocolVersion": .string(revision),
            "capabilities": ["roots": [:], "experimental": hooks],
            "clientInfo": client,
        ]
    }

    /// What every request says of us where a server keeps no session.
    func envelope(version revision: String) -> JSONObject {
        let members: [(String, JSONValue)] = [
            (RequestEnvelope.version, .string(revision)), (RequestEnvelope.client, client),
            (RequestEnvelope.capabilities, ["experimental": hooks]),
        ]
        return JSONObject(members)
    }

    private var client: JSONValue { ["name": "farthing", "version": .string(version)] }
    private var hooks: JSONValue { [HookWire.capability: ["version": 1, "settings": .object(settings)]] }

    /// The result of `roots/list`.
    var roots: JSONValue {
        let name = workspace.split(separator: "/").last.map(String.init) ?? "/"
        return ["roots": [["uri": .string("file://\(Self.escaped(workspace))"), "name": .string(name)]]]
    }

    /// A path as it stands in an address.
    private static func escaped(_ path: String) -> String {
        var text = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }
}
