import ExactJSON

/// A message of JSON-RPC 2.0.
enum RPCMessage: Sendable, Hashable {
    /// A question of the other side; its id goes back as it came.
    case request(id: JSONValue, method: String, params: JSONValue)
    /// Something the other side says.
    case notification(method: String, params: JSONValue)
    /// An answer to a question of ours.
    case answer(id: JSONValue, Result<JSONValue, RPCFailure>)

    /// Reads a message; nil for what is none.
    init?(_ json: JSONValue) {
        guard case .object(let object) = json, object["jsonrpc"]?.stringValue == "2.0" else { return nil }
        if let method = object["method"]?.stringValue {
            let params = object["params"] ?? .object(JSONObject())
            self =
                object["id"].map { .request(id: $0, method: method, params: params) }
                ?? .notification(method: method, params: params)
        } else if let id = object["id"], let result = object["result"] {
            self = .answer(id: id, .success(result))
        } else if let error = object["error"] {
            let failure = RPCFailure(
                code: error["code"]?.intValue ?? 0, message: error["message"]?.stringValue ?? "no reason given")
            self = .answer(id: object["id"] ?? .null, .failure(failure))
        } else {
            return nil
        }
    }

    /// The id of the answer that a request of ours waits for; nil for what waits for none.
    var awaitedID: Int? { if case .request(let id, _, _) = self { id.intValue } else { nil } }

    /// The message on the wire.
    var json: JSONValue {
        switch self {
        case .request(let id, let method, let params):
            ["jsonrpc": "2.0", "id": id, "method": .string(method), "params": params]
        case .notification(let method, let params):
            ["jsonrpc": "2.0", "method": .string(method), "params": params]
        case .answer(let id, .success(let result)): ["jsonrpc": "2.0", "id": id, "result": result]
        case .answer(let id, .failure(let failure)):
            [
                "jsonrpc": "2.0", "id": id,
                "error": ["code": JSONValue(failure.code), "message": .string(failure.message)],
            ]
        }
    }
}

/// An error that the other side answered with.
struct RPCFailure: Error, Sendable, Hashable {
    /// JSON-RPC's number for a method that is not there.
    static let methodNotFound = -32601

    var code: Int
    var message: String
}
