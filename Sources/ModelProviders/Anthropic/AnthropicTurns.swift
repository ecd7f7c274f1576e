import ExactJSON
import LanguageModels

/// A conversation cut into what the messages API wants: system blocks, then turns of user and assistant in alternation.
///
/// Neighbouring messages of one side become one turn, tool results first. System messages within the conversation are
/// said by the user.
struct AnthropicTurns {
    private let messages: [Message]
    /// Where the conversation begins, after the system messages.
    private let start: Int
    /// The messages whose last part carries a cache breakpoint; at most four.
    private var breakpoints: [Int] = []

    init(_ messages: [Message]) {
        self.messages = messages
        start = messages.firstIndex { $0.role != .system } ?? messages.count
        keepBreakpoints()
    }

    /// Whether there is anything in the system messages.
    var hasSystem: Bool { messages[..<start].contains { $0.content.contains(where: AnthropicTurns.isSayable) } }

    /// Chooses the breakpoints that are kept: the last system one, and the last ones of the conversation.
    private mutating func keepBreakpoints() {
        if let last = messages[..<start].lastIndex(where: \.cacheBreakpoint) { breakpoints.append(last) }
        for index in (start..<messages.count).reversed() where messages[index].cacheBreakpoint {
            guard breakpoints.count < AnthropicRequest.maxBreakpoints else { return }
            breakpoints.append(index)
        }
    }

    /// Whether a part has a form in this API: empty texts are refused, and reasoning needs its proof.
    private static func isSayable(_ part: ContentPart) -> Bool {
        switch part {
        case .text(let text): text.utf8.contains { $0 > 0x20 }
        case .reasoning(let reasoning): reasoning.redacted != nil || hasProof(reasoning)
        case .image, .toolCall, .toolResult: true
        }
    }

    /// Whether the reasoning carries a proof of this API; those of other dialects are JSON arrays.
    private static func hasProof(_ reasoning: Reasoning) -> Bool {
        reasoning.signature.map { !$0.isEmpty && $0.utf8.first != UInt8(ascii: "[") } ?? false
    }

    private static func isResult(_ part: ContentPart) -> Bool {
        if case .toolResult = part { true } else { false }
    }

    func writeSystem(to writer: inout RequestWriter) {
        if start == 1, breakpoints.first != 0 { return writer.string(messages[0].text) }
        writer.open("[")
        for index in 0..<start {
            let text = messages[index].text
            guard !text.isEmpty else { continue }
            writer.raw("{\"type\":\"text\",")
            writer.member("text", text)
            if breakpoints.contains(index) { AnthropicTurns.writeBreakpoint(&writer) }
            writer.close("}")
        }
        writer.close("]")
    }

    func writeMessages(
        to writer: inout RequestWriter, unsupported: (String) -> ModelError
    ) throws(ModelError) {
        writer.open("[")
        var next = start
        while next < messages.count {
            let isAssistant = messages[next].role == .assistant
            let first = next
            var sayable = 0
            repeat {
                for part in messages[next].content where AnthropicTurns.isSayable(part) { sayable += 1 }
                next += 1
                // A message that says nothing separates nothing.
            } while next < messages.count
                && ((messages[next].role == .assistant) == isAssistant
                    || !messages[next].content.contains(where: AnthropicTurns.isSayable))
            guard sayable > 0 else { continue }
            try writeTurn(first..<next, isAssistant, hasOnePart: sayable == 1, &writer, unsupported)
        }
        writer.close("]")
    }

    private func writeTurn(
        _ range: Range<Int>, _ isAssistant: Bool, hasOnePart: Bool, _ writer: inout RequestWriter,
        _ unsupported: (String) -> ModelError
    ) throws(ModelError) {
        writer.raw(isAssistant ? "{\"role\":\"assistant\",\"content\":" : "{\"role\":\"user\",\"content\":")
        if hasOnePart, !range.contains(where: breakpoints.contains), let text = onlyText(range) {
            writer.string(text)
            return writer.close("}")
        }
        writer.open("[")
        // The API wants the results of tools before anything else in the turn that answers the calls.
        for wantsResults in isAssistant ? [false] : [true, false] {
            for index in range {
                let content = messages[index].content
                let marked = breakpoints.contains(index) ? content.lastIndex(where: AnthropicTurns.isMarkable) : nil
                for (position, part) in content.enumerated() {
                    guard isAssistant || AnthropicTurns.isResult(part) == wantsResults,
                        AnthropicTurns.isSayable(part)
                    else { continue }
                    try AnthropicTurns.write(part, isAssistant: isAssistant, &writer, unsupported)
                    if position == marked { AnthropicTurns.writeBreakpoint(&writer) }
                    writer.close("}")
                }
            }
        }
        writer.close("]")
        writer.close("}")
    }

    /// Whether a part can carry a breakpoint: thinking cannot.
    private static func isMarkable(_ part: ContentPart) -> Bool {
        if case .reasoning = part { false } else { isSayable(part) }
    }

    private func onlyText(_ range: Range<Int>) -> String? {
        for index in range {
            for case .text(let text) in messages[index].content where AnthropicTurns.isSayable(.text(text)) {
                return text
            }
        }
        return nil
    }

    private static func writeBreakpoint(_ writer: inout RequestWriter) {
        writer.raw("\"cache_control\":{\"type\":\"ephemeral\"},")
    }

    /// Writes a block but for its closing brace.
    private static func write(
        _ part: ContentPart, isAssistant: Bool, _ writer: inout RequestWriter, _ unsupported: (String) -> ModelError
    ) throws(ModelError) {
        switch part {
        case .text(let text):
            writer.raw("{\"type\":\"text\",")
            writer.member("text", text)
        case .image(let image):
            guard !isAssistant else { throw unsupported("an image in an assistant's message") }
            writer.raw("{\"type\":\"image\",\"source\":{")
            switch image {
            case .base64(let data, let mediaType):
                writer.raw("\"type\":\"base64\",")
                writer.member("media_type", mediaType)
                writer.member("data", data)
            case .url(let url):
                writer.raw("\"type\":\"url\",")
                writer.member("url", url)
            }
            writer.close("}")
        case .reasoning(let reasoning):
            guard isAssistant else { throw unsupported("reasoning in a user's message") }
            if let redacted = reasoning.redacted {
                writer.raw("{\"type\":\"redacted_thinking\",")
                writer.member("data", redacted)
            } else {
                writer.raw("{\"type\":\"thinking\",")
                writer.member("thinking", reasoning.text)
                writer.member("signature", reasoning.signature ?? "")
            }
        case .toolCall(let call):
            guard isAssistant else { throw unsupported("a tool call in a user's message") }
            writer.raw("{\"type\":\"tool_use\",")
            writer.member("id", toolID(call.id))
            writer.member("name", call.name)
            writer.key("input")
            writer.value(input(call.arguments))
        case .toolResult(let result):
            guard !isAssistant else { throw unsupported("a tool result in an assistant's message") }
            writer.raw("{\"type\":\"tool_result\",")
            writer.member("tool_use_id", toolID(result.callID))
            writer.member("content", result.text)
            if result.isError { writer.raw("\"is_error\":true,") }
        }
    }

    /// Returns the arguments as the object that the API wants; what is no object is kept as a text in one.
    private static func input(_ arguments: String) -> JSONValue {
        if arguments.isEmpty { return [:] }
        guard let value = try? JSONValue(parsing: arguments), case .object = value else {  // the model wrote it so
            return ["invalid_arguments": .string(arguments)]
        }
        return value
    }

    /// Returns an id in the characters that the API takes: ids of other providers may hold more.
    private static func toolID(_ id: String) -> String {
        func isAllowed(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
        if !id.isEmpty, id.utf8.allSatisfy(isAllowed) { return id }
        return "call_" + StableHash.text(StableHash.of(id.utf8))
    }
}
