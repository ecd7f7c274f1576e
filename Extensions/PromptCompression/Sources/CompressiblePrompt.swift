import AgentRuntime
import LanguageModels
import TextCompression

/// A history as it is about to be sent, and its texts as the compressor sees them.
struct CompressiblePrompt {
    private(set) var entries: [HistoryEntry]
    /// Bytes that are not sent.
    private(set) var removedBytes = 0
    private let settings: PromptCompressionSettings
    private let texts: [Text]
    /// How long a provider keeps a prompt's beginning.
    private static let cacheLifetime = Duration.seconds(300)
    /// Texts of fewer bytes are left alone.
    private static let minimumBytes = 200
    /// Histories of fewer bytes are sent as they are: what could be saved is less than what looking costs.
    private static let worthwhile = 2_000

    /// A text of a message: where it stands, and what it is called.
    struct Text {
        var entry: Int
        var part: Int
        var key: UInt64
        var message: CompressibleMessage
    }

    init(_ entries: [HistoryEntry], settings: PromptCompressionSettings) {
        self.entries = entries
        self.settings = settings
        let firstRecent = entries.count > settings.keepRecent ? entries.count - settings.keepRecent : entries.count
        var texts: [Text] = []
        texts.reserveCapacity(entries.count)
        for (index, entry) in entries.enumerated() {
            for (part, content) in entry.message.content.enumerated() {
                guard let (role, text, isPinned) = Self.text(of: content, in: entry) else { continue }
                let key = ContentHash.of(text)
                texts.append(
                    Text(
                        entry: index, part: part, key: key,
                        message: CompressibleMessage(
                            role: role, text: text, isPinned: isPinned || index >= firstRecent,
                            handle: text.utf8.count >= Self.minimumBytes ? Self.handle(key) : nil)))
            }
        }
        self.texts = texts
    }

    /// Whether a history is long enough to be looked at.
    static func isWorthwhile(_ entries: [HistoryEntry]) -> Bool {
        var bytes = 0
        for entry in entries {
            for part in entry.message.content {
                switch part {
                case .text(let text): bytes += text.utf8.count
                case .toolResult(let result): bytes += result.text.utf8.count
                case .image, .reasoning, .toolCall: break
                }
            }
            if bytes >= worthwhile { return true }
        }
        return false
    }

    private static func text(
        of content: ContentPart, in entry: HistoryEntry
    ) -> (CompressibleMessage.Role, String, isPinned: Bool)? {
        switch content {
        // What was expanded was asked for: it stays while it is there.
        case .toolResult(let result): (.tool, result.text, result.isError || result.name == Expand.name)
        case .text(let text):
            switch (entry.message.role, entry.origin) {
            case (.assistant, _): (.assistant, text, false)
            case (_, .tools): (.tool, text, false)
            case (.user, .person), (.user, .intervention): (.user, text, false)
            default: (.system, text, true)
            }
        case .image, .reasoning, .toolCall: nil
        }
    }

    /// Letters that name a text: never taken for a number of the prompt's.
    private static func handle(_ key: UInt64) -> String {
        String(
            decoding: (0..<8).map { UInt8(ascii: "a") + UInt8(truncatingIfNeeded: (key >> (UInt64($0) * 7)) % 26) },
            as: UTF8.self)
    }

    /// Puts the shorter texts in: those that were sent so before, and new ones where it pays.
    mutating func compress(_ known: inout CompressionMemory.Known, prices: CachePrices, now: Timestamp) {
        let candidates = shortened(&known)
        let isWarm = known.sentAt.map { now - $0 < Self.cacheLifetime } ?? false
        let cached = isWarm ? known.cached : []
        let mayChange = pays(candidates, known, cached, prices)
        var live: [UInt64: String] = [:]
        var originals: [String: String] = [:]
        var all: Set<UInt64> = []
        for (index, text) in texts.enumerated() {
            all.insert(text.key)
            var sent = known.sent[text.key]
            if sent == nil, let shorter = candidates[index], mayChange || !cached.contains(text.key) {
                sent = shorter
            }
            guard let sent else { continue }
            removedBytes += text.message.text.utf8.count - sent.utf8.count
            live[text.key] = sent
            if let handle = text.message.handle, sent.contains(handle) { originals[handle] = text.message.text }
            replace(text, by: sent)
        }
        known.sent = live
        known.tried = known.tried.filter { all.contains($0.key) }
        known.condensed = known.condensed.filter { all.contains($0.key) && live[$0.key] == nil }
        known.originals = originals
        known.cached = all
        known.sentAt = now
    }

    /// The texts that are worth a model's work: long, the model's or a tool's, and as long as ever.
    func stubborn(_ known: CompressionMemory.Known, over bytes: Int) -> [Text] {
        texts.filter { text in
            !text.message.isPinned && text.message.text.utf8.count >= bytes && known.sent[text.key] == nil
                && known.condensed[text.key] == nil && text.message.role != .user && text.message.role != .system
        }
    }

    /// Whether the changes to texts that the provider has in its cache save more than they cost.
    private func pays(
        _ candidates: [String?], _ known: CompressionMemory.Known, _ cached: Set<UInt64>, _ prices: CachePrices
    ) -> Bool {
        var saved = 0
        var reread = 0
        for (index, text) in texts.enumerated() where cached.contains(text.key) {
            let before = known.sent[text.key] ?? text.message.text
            if known.sent[text.key] == nil, let shorter = candidates[index] {
                saved += before.utf8.count - shorter.utf8.count
                reread += shorter.utf8.count
            } else if saved > 0 {
                reread += before.utf8.count
            }
        }
        return saved == 0 || prices.pays(saved: saved, reread: reread, calls: settings.expectedCalls)
    }

    /// What each text would be; nil where it would stay, or where that is known already.
    private func shortened(_ known: inout CompressionMemory.Known) -> [String?] {
        let question = texts.last { $0.message.role == .user }.map(\.key) ?? 0
        var messages = texts.map(\.message)
        var isOpen = [Bool](repeating: false, count: texts.count)
        var hasWork = false
        for (index, text) in texts.enumerated() where !text.message.isPinned {
            isOpen[index] =
                text.message.text.utf8.count >= Self.minimumBytes && known.sent[text.key] == nil
                && known.tried[text.key] != question
            if isOpen[index] { hasWork = true } else { messages[index].isPinned = true }
        }
        guard hasWork else { return texts.map { known.condensed[$0.key] } }
        let compressor = MessageCompressor(
            MessageCompressor.Settings(
                keepRecent: texts.count, minimumBytes: Self.minimumBytes, target: settings.target, refers: false))
        return zip(texts, compressor.compress(messages)).enumerated().map { index, pair in
            let (text, result) = pair
            guard isOpen[index] else { return known.condensed[text.key] }
            var shorter = result.technique == nil ? nil : result.text
            if settings.longResult > 0, text.message.role == .tool, let handle = text.message.handle,
                result.text.utf8.count > settings.longResult
            {
                let note = "[… the middle left out; expand \(handle) for all …]"
                shorter = HeadAndTail.cut(result.text, limit: settings.longResult, note: note)
            }
            if shorter == nil { known.tried[text.key] = question }
            return shorter
        }
    }

    private mutating func replace(_ text: Text, by shorter: String) {
        switch entries[text.entry].message.content[text.part] {
        case .text: entries[text.entry].message.content[text.part] = .text(shorter)
        case .toolResult(var result):
            result.text = shorter
            entries[text.entry].message.content[text.part] = .toolResult(result)
        default: break
        }
    }
}
