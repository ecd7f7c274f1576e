import ExactJSON
package import LanguageModels
import Money

/// What a request asks, as hashes: equal requests have equal ones, and of different ones they show what differs.
package struct RequestFingerprint: Sendable, Hashable {
    /// A message's hash, and enough of it to recognise it by.
    package struct MessageMark: Sendable, Hashable {
        package var role: String
        package var hash: String
        /// The beginning of the text; not part of the comparison.
        package var beginning: String

        package static func == (left: MessageMark, right: MessageMark) -> Bool {
            left.role == right.role && left.hash == right.hash
        }
        package func hash(into hasher: inout Hasher) {
            hasher.combine(role)
            hasher.combine(hash)
        }
    }

    package var messages: [MessageMark]
    package var tools: String
    /// Model, limits, sampling, shape and everything else.
    package var settings: String

    /// Makes the fingerprint of a request; `stream` does not count.
    package init(_ request: ModelRequest) {
        messages = request.messages.map { message in
            MessageMark(
                role: message.role.rawValue, hash: RequestFingerprint.hash(RequestFingerprint.text(of: message)),
                beginning: String(message.text.prefix(60)))
        }
        tools = RequestFingerprint.hash(
            request.tools.map { "\($0.name)\u{0}\($0.description)\u{0}\($0.parameters.canonical.text)" }
                .joined(separator: "\u{1}"))
        var plain = request
        plain.messages = []
        plain.tools = []
        plain.stream = false
        settings = RequestFingerprint.hash(RequestFingerprint.text(ofSettings: plain))
    }

    private static func text(of message: Message) -> String {
        message.content.map { part in
            switch part {
            case .text(let text): "t\u{0}\(text)"
            case .image(.base64(let data, let mediaType)): "i\u{0}\(mediaType)\u{0}\(data)"
            case .image(.url(let url)): "u\u{0}\(url)"
            case .reasoning(let reasoning):
                "r\u{0}\(reasoning.text)\u{0}\(reasoning.signature ?? "")\u{0}\(reasoning.redacted ?? "")"
            case .toolCall(let call): "c\u{0}\(call.id)\u{0}\(call.name)\u{0}\(call.arguments)"
            case .toolResult(let result): "s\u{0}\(result.callID)\u{0}\(result.isError)\u{0}\(result.text)"
            }
        }.joined(separator: "\u{1}")
    }

    private static func text(ofSettings request: ModelRequest) -> String {
        let format: String =
            switch request.responseFormat {
            case nil: ""
            case .json: "json"
            case .schema(let name, let schema, let strict): "\(name) \(strict) \(schema.canonical.text)"
            }
        let parts: [String?] = [
            request.model.description, request.toolChoice.map { "\($0)" }, request.maxOutputTokens.map { "\($0)" },
            request.temperature.map { "\($0)" }, request.topP.map { "\($0)" }, request.stop.joined(separator: "\u{1}"),
            request.seed.map { "\($0)" }, format, request.reasoningEffort?.rawValue, request.serviceTier?.rawValue,
            JSONValue.object(request.extra).canonical.text,
        ]
        return parts.map { $0 ?? "" }.joined(separator: "\u{0}")
    }

    private static func hash(_ text: String) -> String { StableHash.text(StableHash.of(text.utf8)) }

    /// What differs from another fingerprint, in words; nil when they are equal.
    package func difference(from other: RequestFingerprint) -> String? {
        if settings != other.settings { return "the model or its settings differ" }
        if tools != other.tools { return "the tools differ" }
        for (index, (mine, recorded)) in zip(messages, other.messages).enumerated() where mine != recorded {
            return "message \(index + 1) (\(mine.role)) is “\(mine.beginning)…”, recorded was "
                + "(\(recorded.role)) “\(recorded.beginning)…”"
        }
        if messages.count != other.messages.count {
            return "it has \(messages.count) messages, recorded were \(other.messages.count)"
        }
        return nil
    }

    /// How many of the first messages are equal to another's.
    func commonMessages(with other: RequestFingerprint) -> Int {
        zip(messages, other.messages).prefix { $0 == $1 }.count
    }

    var json: JSONValue {
        [
            "settings": .string(settings), "tools": .string(tools),
            "messages": .array(
                messages.map { mark in
                    ["role": .string(mark.role), "hash": .string(mark.hash), "beginning": .string(mark.beginning)]
                }),
        ]
    }

    init?(json: JSONValue) {
        guard let settings = json["settings"]?.stringValue, let tools = json["tools"]?.stringValue,
            let marks = json["messages"]?.arrayValue
        else { return nil }
        self.settings = settings
        self.tools = tools
        messages = marks.map { mark in
            MessageMark(
                role: mark["role"]?.stringValue ?? "", hash: mark["hash"]?.stringValue ?? "",
                beginning: mark["beginning"]?.stringValue ?? "")
        }
    }
}
