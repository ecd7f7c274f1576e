import AgentRuntime
import ExactJSON
import LanguageModels

extension SecretMask {
    /// The message without secrets; nil when there is none in it.
    func masked(_ message: Message) -> Message? {
        var content: [ContentPart] = []
        var changed = false
        for part in message.content {
            guard let masked = masked(part) else {
                content.append(part)
                continue
            }
            changed = true
            content += masked
        }
        guard changed else { return nil }
        var message = message
        message.content = content
        return message
    }

    /// What a part becomes; nil when there is no secret in it.
    private func masked(_ part: ContentPart) -> [ContentPart]? {
        switch part {
        case .text(let text): return changed(text).map { [.text($0)] }
        case .image(.url(let address)): return changed(address).map { [.image(.url($0))] }
        case .image(.base64): return nil
        case .reasoning(var reasoning):
            guard let text = changed(reasoning.text) else { return nil }
            // A provider takes back signed reasoning only as it was: it is left out then.
            guard reasoning.signature == nil else { return [] }
            reasoning.text = text
            return [.reasoning(reasoning)]
        case .toolCall(var call):
            guard let arguments = maskedArguments(call.arguments) else { return nil }
            call.arguments = arguments
            return [.toolCall(call)]
        case .toolResult(var result):
            guard let text = changed(result.text) else { return nil }
            result.text = text
            return [.toolResult(result)]
        }
    }

    /// Arguments as a model wrote them. Where they can be read, each string is masked by itself, so that they stay JSON
    /// and an escaped character hides nothing.
    private func maskedArguments(_ text: String) -> String? {
        let plain = changed(text)
        guard plain != nil || text.utf8.contains(UInt8(ascii: "\\")) else { return nil }
        guard let value = try? JSONValue(parsing: text) else { return plain }  // not JSON: masked as text
        return masked(value)?.text
    }

    /// The object without secrets; nil when there is none in it.
    func masked(_ object: JSONObject) -> JSONObject? { masked(.object(object))?.objectValue }

    private func masked(_ value: JSONValue) -> JSONValue? {
        value.mapStrings {
            changed($0)
        } number: { number in
            changed(number.text).map { .string($0) }
        }
    }

    /// The arguments with the secrets that their placeholders stand for; nil when there are none.
    ///
    /// - Throws: `HookRefusal` when one may not be used or is not known.
    func resolved(_ object: JSONObject) throws -> JSONObject? {
        try JSONValue.object(object).mapStrings {
            try resolved($0)
        } number: { _ in
            nil
        }?.objectValue
    }

    /// Masks a request where it stands.
    func mask(_ request: inout ModelRequest, _ cleanTools: CleanTools) {
        for index in request.messages.indices {
            if let message = masked(request.messages[index]) { request.messages[index] = message }
        }
        if let extra = masked(request.extra) { request.extra = extra }
        guard !cleanTools.holds(request.tools) else { return }
        var isClean = true
        for index in request.tools.indices {
            if let text = changed(request.tools[index].description) {
                request.tools[index].description = text
                isClean = false
            }
            if let parameters = masked(request.tools[index].parameters) {
                request.tools[index].parameters = parameters
                isClean = false
            }
        }
        if isClean { cleanTools.note(request.tools) }
    }

    private func changed(_ text: String) -> String? {
        let masked = masked(text)
        return masked == text ? nil : masked
    }
}

extension JSONValue {
    /// The value with its strings (keys left alone) and numbers replaced; nil when nothing was.
    fileprivate func mapStrings(
        _ string: (String) throws -> String?, number: (JSONNumber) throws -> JSONValue?
    ) rethrows -> JSONValue? {
        switch self {
        case .string(let text): return try string(text).map { .string($0) }
        case .number(let literal): return try number(literal)
        case .null, .bool: return nil
        case .array(var elements):
            var changed = false
            for index in elements.indices {
                if let element = try elements[index].mapStrings(string, number: number) {
                    elements[index] = element
                    changed = true
                }
            }
            return changed ? .array(elements) : nil
        case .object(var object):
            var changed = false
            for member in object {
                if let value = try member.value.mapStrings(string, number: number) {
                    object[member.key] = value
                    changed = true
                }
            }
            return changed ? .object(object) : nil
        }
    }
}
