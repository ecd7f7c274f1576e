import AgentRuntime
import ExactJSON
import LanguageModels

/// Hooks on the wire: requests `farthing/hook` with `{point, run, payload}`, answered by `{payload}` (a JSON Merge Patch of
/// it), `{refuse}` or `{}`.
enum HookWire {
    /// The experimental capability that a server advertises.
    static let capability = "farthing/hooks"
    /// The method of the request.
    static let method = "farthing/hook"

    /// What an answer says.
    enum Answer {
        case unchanged
        case changed(JSONValue)
        case refused(String)
    }

    /// Reads an answer.
    ///
    /// - Throws: `HostingError` for what is none.
    static func answer(_ json: JSONValue, name: String) throws(HostingError) -> Answer {
        guard case .object(let object) = json else {
            throw HostingError(.protocolViolation, extension: name, "it answered a hook with what is no object")
        }
        if let refusal = object["refuse"], !refusal.isNull {
            return .refused(refusal.stringValue ?? "\(name) refuses this.")
        }
        guard let payload = object["payload"], !payload.isNull else { return .unchanged }
        return .changed(payload)
    }

    /// What a hook is told of the run.
    static func facts(of run: Run) -> JSONValue {
        [
            "conversation": .string(run.conversation.text), "turn": .string(run.turn.text),
            "depth": JSONValue(run.depth),
            "workspace": .string(run.workspace), "tags": .array(run.tags.map { .string($0) }),
        ]
    }
}

/// A payload that goes over the wire, and comes back changed.
protocol WirePayload: Codable, Sendable {
    /// Members that say what happened: a program is told of them and cannot change them.
    static var fixedMembers: [String] { get }
}

extension WirePayload {
    static var fixedMembers: [String] { [] }

    /// This payload with the changes of a program.
    ///
    /// - Throws: `DecodingError` when what comes out is no such payload.
    func changed(by patch: JSONValue, from encoded: JSONValue) throws -> Self {
        var patch = patch
        if case .object(var members) = patch {
            for name in Self.fixedMembers { members[name] = nil }
            patch = .object(members)
        }
        return try JSONValueDecoder().decode(Self.self, from: encoded.merging(patch))
    }
}

extension RuntimeState: WirePayload { static var fixedMembers: [String] { ["version"] } }
extension AgentState: WirePayload { static var fixedMembers: [String] { ["depth"] } }
extension ConversationState: WirePayload { static var fixedMembers: [String] { ["record", "isResumed"] } }
extension LoopState: WirePayload {
    static var fixedMembers: [String] { ["conversation", "turn", "depth", "iteration"] }
}
extension ModelCall: WirePayload { static var fixedMembers: [String] { ["id", "slot", "iteration"] } }
extension CallReport: WirePayload {
    static var fixedMembers: [String] { ["call", "outcome", "attempts", "error"] }
}
extension ContextOverflow: WirePayload {
    static var fixedMembers: [String] {
        ["call", "model", "contextWindow", "promptTokens", "reason", "largerModel"]
    }
}
extension EmbeddingCall: WirePayload { static var fixedMembers: [String] { ["id"] } }
extension EmbeddingReport: WirePayload {
    static var fixedMembers: [String] { ["call", "outcome", "attempts", "error"] }
}
extension ModelAttempt: WirePayload { static var fixedMembers: [String] { ["start", "hold"] } }
extension ModelResponse: WirePayload { static var fixedMembers: [String] { ["usage", "servedModel", "limits"] } }
extension ToolInvocation: WirePayload { static var fixedMembers: [String] { ["id", "turn"] } }
extension ToolResult: WirePayload { static var fixedMembers: [String] { ["callID", "name"] } }
extension ToolOutcome: WirePayload { static var fixedMembers: [String] { ["invocation"] } }
extension ToolProgress: WirePayload { static var fixedMembers: [String] { ["id", "name"] } }
extension StreamChunk: WirePayload { static var fixedMembers: [String] { ["full"] } }
extension ErrorText: WirePayload { static var fixedMembers: [String] { ["audience"] } }
extension Message: WirePayload {}
extension Array: WirePayload where Element == PromptSection {}
