import ExactJSON

/// A tool call that a model wrote as one JSON object in its text:
/// `{"thoughts": […], "headline": …, "tool_name": …, "tool_args": {…}}`.
///
/// Models vary the members' names, so the usual ones are taken too; arguments may be missing, empty, or a string that
/// holds the object. Members beside the name stand for arguments that are missing. A name like `browser:open` is kept.
enum TextToolCall: Sendable, Hashable {
    /// A call, with what the model thought first.
    case call(name: String, arguments: JSONObject, thoughts: [String])
    /// No call, for this reason: a clause in small letters, for the model.
    case none(String)

    /// Where an object is looked for before giving up; a brace in prose costs one of them.
    private static let maximumCandidates = 8

    /// Finds the call in a text.
    ///
    /// An object that was cut off within a value is no call: half a file must not be written. One that lacks only its
    /// closing brackets is.
    init(parsing text: String) {
        var offset = 0
        var reason: String?
        for _ in 0..<Self.maximumCandidates {
            let found: LooseJSON
            do {
                found = try LooseJSON(parsing: text, from: offset)
            } catch {
                switch error.code {
                case .noObject: break
                case .tooLong: reason = "it is longer than \(LooseJSON.maximumLength) bytes"
                case .tooDeep: reason = reason ?? "its JSON nests deeper than \(LooseJSON.maximumDepth) levels"
                }
                break
            }
            switch Self.read(found.object, levels: 2) {
            case .call where found.ending == .cut:
                self = .none("its JSON breaks off before the end; make the call shorter or in several steps")
                return
            case .call(let name, let arguments, let thoughts):
                self = .call(name: name, arguments: arguments, thoughts: thoughts)
                return
            case .none(let why):
                reason = reason ?? why
            }
            // After a whole object the search goes on behind it; a stray brace may have swallowed the real one.
            offset =
                found.ending == .closed && !found.object.isEmpty ? found.range.upperBound : found.range.lowerBound + 1
        }
        self = .none(reason ?? "it holds no JSON object")
    }

    private static let nameKeys = ["tool_name", "toolName", "tool", "function_name", "function", "name"]
    private static let argumentKeys = [
        "tool_args", "toolArgs", "args", "arguments", "parameters", "params", "input", "tool_input",
    ]
    private static let wrapperKeys = ["tool_call", "tool_calls", "function", "function_call"]
    private static let asideKeys = ["thoughts", "thought", "headline", "reasoning", "id", "type"]

    private static func read(_ object: JSONObject, levels: Int) -> TextToolCall {
        guard let nameKey = nameKeys.first(where: { object[$0]?.stringValue?.isEmpty == false }),
            let name = object[nameKey]?.stringValue
        else {
            guard levels > 0, let inner = unwrapped(object) else { return .none("its JSON object has no tool_name") }
            return read(inner, levels: levels - 1)
        }
        let argumentKey = argumentKeys.first { object[$0] != nil }
        // `name` alone is a member of many an object that is no call.
        guard nameKey != "name" || argumentKey != nil else { return .none("its JSON object has no tool_name") }
        let arguments: JSONObject
        if let argumentKey, let value = object[argumentKey] {
            guard let read = self.arguments(value) else {
                return .none("the \(argumentKey) of its JSON object are not an object")
            }
            arguments = read
        } else {
            arguments = JSONObject(
                object.lazy.filter { $0.key != nameKey && !asideKeys.contains($0.key) }.map { ($0.key, $0.value) })
        }
        return .call(
            name: name, arguments: arguments, thoughts: lines(object["thoughts"] ?? object["thought"] ?? .null))
    }

    private static func unwrapped(_ object: JSONObject) -> JSONObject? {
        for key in wrapperKeys {
            guard let value = object[key], let inner = value.objectValue ?? value[0]?.objectValue else { continue }
            return inner
        }
        return nil
    }

    private static func arguments(_ value: JSONValue) -> JSONObject? {
        switch value {
        case .object(let object): object
        case .null: JSONObject()
        case .array(let elements): elements.isEmpty ? JSONObject() : elements.count == 1 ? elements[0].objectValue : nil
        case .string(let text): ToolArgumentsText.object(text)
        case .bool, .number: nil
        }
    }

    private static func lines(_ value: JSONValue) -> [String] {
        switch value {
        case .string(let text): text.isEmpty ? [] : [text]
        case .array(let elements): elements.compactMap(\.stringValue)
        default: []
        }
    }
}
