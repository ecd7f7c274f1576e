import AgentRuntime
import ExactJSON
import LanguageModels

/// The parts of a message as JSON: an array of objects, each with its `type`.
enum MessageBody {
    static func encode(_ parts: [ContentPart]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        bytes.append(UInt8(ascii: "["))
        for (index, part) in parts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(part, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    static func decode(_ bytes: UnsafeRawBufferPointer) throws -> [ContentPart] {
        guard let parts = try JSONValue(parsing: bytes).arrayValue else { throw malformed }
        return try parts.map(part)
    }

    private static func write(_ part: ContentPart, to bytes: inout [UInt8]) {
        switch part {
        case .text(let text): object("text", [("text", text)], to: &bytes)
        case .image(.base64(let data, let mediaType)):
            object("image", [("media_type", mediaType), ("base64", data)], to: &bytes)
        case .image(.url(let url)): object("image", [("url", url)], to: &bytes)
        case .reasoning(let reasoning):
            object(
                "reasoning",
                [("text", reasoning.text), ("signature", reasoning.signature), ("redacted", reasoning.redacted)],
                to: &bytes)
        case .toolCall(let call):
            object("tool_call", [("id", call.id), ("name", call.name), ("arguments", call.arguments)], to: &bytes)
        case .toolResult(let result):
            object(
                result.isError ? "tool_error" : "tool_result",
                [("id", result.callID), ("name", result.name), ("text", result.text)], to: &bytes)
        }
    }

    private static func object(
        _ type: StaticString, _ members: [(name: StaticString, value: String?)], to bytes: inout [UInt8]
    ) {
        append("{\"type\":\"", to: &bytes)
        append(type, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        for member in members {
            guard let value = member.value else { continue }
            append(",\"", to: &bytes)
            append(member.name, to: &bytes)
            append("\":", to: &bytes)
            JSONValue.write(string: value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func append(_ text: StaticString, to bytes: inout [UInt8]) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private static func part(_ value: JSONValue) throws -> ContentPart {
        func member(_ key: String) throws -> String {
            guard let text = value[key]?.stringValue else { throw malformed }
            return text
        }
        switch value["type"]?.stringValue {
        case "text": return .text(try member("text"))
        case "image":
            if let url = value["url"]?.stringValue { return .image(.url(url)) }
            return .image(.base64(try member("base64"), mediaType: try member("media_type")))
        case "reasoning":
            return .reasoning(
                Reasoning(
                    text: try member("text"), signature: value["signature"]?.stringValue,
                    redacted: value["redacted"]?.stringValue))
        case "tool_call":
            return .toolCall(
                ToolCall(id: try member("id"), name: try member("name"), arguments: try member("arguments")))
        case "tool_result", "tool_error":
            return .toolResult(
                ToolResult(
                    callID: try member("id"), name: try member("name"), text: try member("text"),
                    isError: value["type"] == "tool_error"))
        default: throw malformed
        }
    }

    private static var malformed: LedgerError {
        LedgerError(.damaged, "The ledger holds a message that cannot be read. Run `farthing doctor`.")
    }
}
