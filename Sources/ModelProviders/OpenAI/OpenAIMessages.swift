import ExactJSON
import LanguageModels

/// Writes the messages of a chat completion request.
struct OpenAIMessages {
    let quirks: ProviderQuirks
    let systemRole: StaticString
    let unsupported: (String) -> ModelError

    init(quirks: ProviderQuirks, systemRole: StaticString, unsupported: @escaping (String) -> ModelError) {
        self.quirks = quirks
        self.systemRole = systemRole
        self.unsupported = unsupported
    }

    mutating func write(_ messages: [Message], to writer: inout RequestWriter) throws(ModelError) {
        writer.open("[")
        if quirks.mergesTurns {
            for message in OpenAIMessages.merged(messages) { try write(message, &writer) }
        } else {
            for message in messages { try write(message, &writer) }
        }
        writer.close("]")
    }

    /// Joins neighbouring messages of one role; tool results stay messages of their own.
    private static func merged(_ messages: [Message]) -> [Message] {
        var merged: [Message] = []
        for message in messages {
            if let last = merged.last, last.role == message.role, message.role != .tool {
                var content = last.content
                if case .text(let text) = content.last, case .text(let more) = message.content.first {
                    content[content.count - 1] = .text(text + "\n\n" + more)
                    content += message.content.dropFirst()
                } else {
                    content += message.content
                }
                merged[merged.count - 1] = Message(
                    role: last.role, content: content,
                    cacheBreakpoint: last.cacheBreakpoint || message.cacheBreakpoint)
            } else {
                merged.append(message)
            }
        }
        return merged
    }

    private func write(_ message: Message, _ writer: inout RequestWriter) throws(ModelError) {
        switch message.role {
        case .system: try write(message.content, role: systemRole, message.cacheBreakpoint, &writer)
        case .assistant: try writeAssistant(message, &writer)
        case .user, .tool:
            var rest = message.content
            if message.role == .tool || rest.contains(where: { if case .toolResult = $0 { true } else { false } }) {
                for result in message.toolResults { write(result, message.cacheBreakpoint, &writer) }
                rest.removeAll { if case .toolResult = $0 { true } else { false } }
                if rest.isEmpty { return }
            }
            try write(rest, role: "user", message.cacheBreakpoint, &writer)
        }
    }

    private func write(_ result: ToolResult, _ breakpoint: Bool, _ writer: inout RequestWriter) {
        writer.raw("{\"role\":\"tool\",")
        writer.member("tool_call_id", toolCallID(result.callID))
        writer.key("content")
        writeText(result.text, breakpoint, &writer)
        writer.close("}")
    }

    private func write(
        _ content: [ContentPart], role: StaticString, _ breakpoint: Bool, _ writer: inout RequestWriter
    ) throws(ModelError) {
        writer.raw("{\"role\":\"")
        writer.raw(role)
        writer.raw("\",\"content\":")
        if content.count == 1, case .text(let text) = content[0] {
            writeText(text, breakpoint, &writer)
        } else {
            writer.open("[")
            for (index, part) in content.enumerated() {
                try write(part, role, breakpoint && index == content.count - 1, &writer)
            }
            writer.close("]")
        }
        writer.close("}")
    }

    /// Writes a text as a string, or as a part of its own when it carries a cache breakpoint.
    private func writeText(_ text: String, _ breakpoint: Bool, _ writer: inout RequestWriter) {
        guard breakpoint, quirks.takesCacheControl else { return writer.string(text) }
        writer.open("[")
        writeTextPart(text, breakpoint, &writer)
        writer.close("]")
    }

    private func writeTextPart(_ text: String, _ breakpoint: Bool, _ writer: inout RequestWriter) {
        writer.raw("{\"type\":\"text\",")
        writer.member("text", text)
        if breakpoint, quirks.takesCacheControl { writer.raw("\"cache_control\":{\"type\":\"ephemeral\"},") }
        writer.close("}")
    }

    private func write(
        _ part: ContentPart, _ role: StaticString, _ breakpoint: Bool, _ writer: inout RequestWriter
    ) throws(ModelError) {
        switch part {
        case .text(let text): writeTextPart(text, breakpoint, &writer)
        case .image(let image):
            writer.raw("{\"type\":\"image_url\",\"image_url\":{\"url\":")
            switch image {
            case .base64(let data, let mediaType): writer.string("data:\(mediaType);base64,\(data)")
            case .url(let url): writer.string(url)
            }
            writer.close("}")
            writer.close("}")
        case .reasoning: break
        case .toolCall, .toolResult:
            throw unsupported("a tool call or result in a message of role \(role)")
        }
    }

    private func writeAssistant(_ message: Message, _ writer: inout RequestWriter) throws(ModelError) {
        writer.raw("{\"role\":\"assistant\",\"content\":")
        let calls = message.toolCalls
        var text: String?
        var reasoning: [Reasoning] = []
        for part in message.content {
            switch part {
            case .text(let more): text = text.map { $0 + more } ?? more
            case .reasoning(let piece): reasoning.append(piece)
            case .toolCall: break
            case .image: throw unsupported("an image in an assistant's message")
            case .toolResult: throw unsupported("a tool result in an assistant's message")
            }
        }
        if let text {
            writeText(text, message.cacheBreakpoint, &writer)
        } else {
            writer.raw(calls.isEmpty ? "\"\"," : "null,")
        }
        write(reasoning, hasCalls: !calls.isEmpty, &writer)
        if !calls.isEmpty {
            writer.raw("\"tool_calls\":[")
            for call in calls {
                writer.open("{")
                writer.member("id", toolCallID(call.id))
                writer.raw("\"type\":\"function\",\"function\":{")
                writer.member("name", call.name)
                writer.member("arguments", call.arguments.isEmpty ? "{}" : call.arguments)
                writer.close("}")
                writer.close("}")
            }
            writer.close("]")
        }
        writer.close("}")
    }

    private func write(_ reasoning: [Reasoning], hasCalls: Bool, _ writer: inout RequestWriter) {
        switch quirks.reasoningReturn {
        case .none: return
        case .content:
            let text = reasoning.reduce(into: "") { $0 += $1.text }
            if hasCalls, !text.isEmpty { writer.member("reasoning_content", text) }
        case .details:
            // The decoder keeps the details as JSON text where a proof stands; a proof of another dialect is no array.
            for piece in reasoning {
                guard let details = piece.signature, details.utf8.first == UInt8(ascii: "["),
                    let value = try? JSONValue(parsing: details)  // not JSON: not ours to send
                else { continue }
                writer.key("reasoning_details")
                writer.value(value)
                return
            }
        }
    }

    /// Returns the id as the provider takes it. The same id always becomes the same one.
    private func toolCallID(_ id: String) -> String {
        guard quirks.wantsShortToolCallIDs else { return id }
        if id.utf8.count == 9, id.utf8.allSatisfy(OpenAIMessages.isAlphanumeric) { return id }
        var hash = StableHash.of(id.utf8)
        let digits = Array("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        return String(
            decoding: (0..<9).map { _ in
                defer { hash /= 62 }
                return digits[Int(hash % 62)]
            }, as: UTF8.self)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
