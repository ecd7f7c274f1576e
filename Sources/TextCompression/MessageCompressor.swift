/// Shortens the messages of a prompt without a model: the same input gives the same output, in time linear in its size.
///
/// What stays as it is: system messages, pinned ones, the last `keepRecent` of a longer conversation, the person's last
/// message unless it is the only one, and everything that is not recognised. A text is only replaced by a shorter one,
/// and compressing twice changes nothing.
package struct MessageCompressor: Sendable {
    /// How much may be done.
    package struct Settings: Sendable, Hashable {
        /// How many messages at the end of a longer conversation stay as they are.
        package var keepRecent: Int
        /// Texts of fewer bytes are left alone, unless they are the whole prompt.
        package var minimumBytes: Int
        /// How much should go, 0…1. 0 allows only what loses nothing; above it logs may be folded, passages left out
        /// and markup taken away, where nothing lossless applies.
        package var target: Double
        /// Whether a result may be said by what another one says differently; not where the other one may go away.
        package var refers: Bool

        /// Makes settings.
        package init(keepRecent: Int = 5, minimumBytes: Int = 60, target: Double = 0.3, refers: Bool = true) {
            self.keepRecent = keepRecent
            self.minimumBytes = minimumBytes
            self.target = target
            self.refers = refers
        }
    }

    private let settings: Settings
    /// Earlier results that a later one is compared with.
    private static let remembered = 64
    /// More than any text needs; each round shortens.
    private static let rounds = 8

    /// Makes a compressor.
    package init(_ settings: Settings = Settings()) { self.settings = settings }

    /// Shortens one text that stands for itself.
    package func compress(_ text: String) -> CompressedText {
        compress([CompressibleMessage(role: .user, text: text)])[0]
    }

    /// Shortens the messages, one result each.
    package func compress(_ messages: [CompressibleMessage]) -> [CompressedText] {
        let question = messages.last { $0.role == .user }?.text ?? ""
        let lastUser = messages.lastIndex { $0.role == .user }
        let isLong = messages.count > settings.keepRecent
        let firstRecent = isLong ? messages.count - settings.keepRecent : messages.count
        let isAlone = messages.count == 1
        var others = OtherResults(capacity: Self.remembered)
        if settings.refers {
            for message in messages[firstRecent...] where message.role == .tool {
                let bytes = Array(message.text.utf8)
                others.foresee(bytes, Self.tape(bytes))
            }
        }
        return messages.indices.map { index in
            let message = messages[index]
            let isKept =
                message.isPinned || message.role == .system || index >= firstRecent
                || (index == lastUser && !isAlone)
                || (message.text.utf8.count < settings.minimumBytes && !isAlone)
            let compares = settings.refers && message.role == .tool
            guard !isKept || (compares && index < firstRecent) else {
                return CompressedText(text: message.text, technique: nil)
            }
            let bytes = Array(message.text.utf8)
            let tape = message.role == .tool ? Self.tape(bytes) : nil
            defer { if compares { others.add(bytes, tape) } }
            guard !isKept, !Self.isCompressed(bytes) else { return CompressedText(text: message.text, technique: nil) }
            let asked = index == lastUser ? "" : question
            guard
                let found = (compares ? others.match(bytes, tape) : nil)
                    ?? shortened(bytes, tape, message, question: asked, isAlone: isAlone)
            else { return CompressedText(text: message.text, technique: nil) }
            return CompressedText(text: String(decoding: found.0, as: UTF8.self), technique: found.1)
        }
    }

    typealias Found = ([UInt8], CompressedText.Technique)

    /// The text as short as it gets: what one technique leaves may be something for the next, such as a page's text.
    private func shortened(
        _ bytes: [UInt8], _ tape: JSONTape?, _ message: CompressibleMessage, question: String, isAlone: Bool
    ) -> Found? {
        var best: Found?
        for round in 0..<Self.rounds {
            let current = best?.0 ?? bytes
            guard !Self.isCompressed(current),
                let next = structured(
                    current, round == 0 ? tape : nil, question: question, handle: message.handle)
                    ?? Self.plain(current, message.role, isAlone: isAlone)
            else { break }
            // What says the most of the way is what loses something.
            best = (next.0, best.map { $0.1.loses ? $0.1 : next.1 } ?? next.1)
        }
        return best
    }

    /// The text in the form for its structure; nil when it has none that is known.
    private func structured(_ bytes: [UInt8], _ tape: JSONTape?, question: String, handle: String?) -> Found? {
        guard let first = bytes.first(where: { $0 > 0x20 }) else { return nil }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""):
            if let table = tape.map(JSONTable.compressed) ?? JSONTable.compressed(bytes) { return (table, .table) }
        case UInt8(ascii: "<") where settings.target > 0:
            if let text = HTMLText.compressed(bytes) { return (text, .html) }
        default: break
        }
        guard settings.target > 0 else { return nil }
        if let log = LogFolding.compressed(bytes, handle: handle) { return (log, .log) }
        if let some = PassageFilter.compressed(bytes, question: question, handle: handle) { return (some, .passages) }
        return nil
    }

    private static func plain(_ bytes: [UInt8], _ role: CompressibleMessage.Role, isAlone: Bool) -> Found? {
        switch role {
        case .tool: RepeatedLines.compressed(bytes).map { ($0, .repetition) }
        case .assistant: ProseCleanup.compressed(bytes, voice: .model).map { ($0, .prose) }
        case .user: isAlone ? ProseCleanup.compressed(bytes, voice: .person).map { ($0, .prose) } : nil
        case .system: nil
        }
    }

    /// Whether the bytes are what a compressor wrote.
    private static func isCompressed(_ bytes: [UInt8]) -> Bool {
        guard let last = bytes.last else { return true }
        if bytes.first == UInt8(ascii: "[") {
            if bytes.starts(with: JSONTable.opening.utf8) || bytes.starts(with: LogFolding.opening.utf8)
                || bytes.starts(with: OtherResults.duplicate.utf8)
                || bytes.starts(with: JSONTable.unnamedOpening.utf8)
            {
                return true
            }
        }
        guard last == UInt8(ascii: "]") else { return false }
        return bytes.suffix(120).contains(bytesOf: PassageFilter.note)
    }

    private static func tape(_ bytes: [UInt8]) -> JSONTape? {
        guard let first = bytes.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        else { return nil }
        return JSONTape(bytes)
    }
}
