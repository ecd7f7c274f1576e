import AgentRuntime
import LanguageModels
import Money
import TextCompression

/// Makes summaries. What was said in figures, names and decisions is kept word for word without asking anybody; what
/// happened is told by the utility model when that pays and it answers in time with something shorter and true to the
/// text, otherwise by a digest. It always returns.
struct Summariser: Sendable {
    static let instructions = """
        Summarise this part of a conversation for the assistant who goes on with it: what was wanted, done, found and \
        decided, and what is still open. Keep names, numbers, dates, paths and identifiers exactly as they are. Leave \
        out greetings and what was only tried. Write at most 120 words of plain text, nothing else.
        """
    /// What a story may have of the tokens it tells of.
    private static let storyShare = 0.25
    /// The same for a digest, whose words are chosen less well.
    private static let digestShare = 0.12
    /// What facts may have of the bytes of the messages they come from; facts of earlier summaries stay.
    private static let factShare = 0.45
    /// What others than the person may have of that.
    private static let othersShare = 0.4
    /// A part of a long text that one call of the utility model reads, and how many such parts are read at most.
    private static let mostParts = 4

    let run: Run
    let settings: HistoryCompressionSettings
    let cache: SummaryCache
    let finder: FactFinder
    let calls: SummaryCalls
    /// The model that reads the history.
    let model: ModelID

    /// The summary of neighbouring entries of a history, earlier summaries among them.
    func summary(of entries: [HistoryEntry]) async -> SummaryText {
        var summary = SummaryText(messages: 0, facts: [], story: "")
        var earlier: [String] = []
        var told: [String] = []
        var seen: Set<String> = []
        var found: [(fact: Fact, weight: Int)] = []
        var bytes = 0
        for entry in entries {
            if entry.origin == .summary {
                let part = SummaryText(parsing: entry.message.text)
                summary.messages += part.messages
                for fact in part.facts where seen.insert(fact.text).inserted { summary.facts.append(fact) }
                if !part.story.isEmpty { earlier.append(part.story) }
            } else {
                summary.messages += 1
                bytes += entry.message.plainText.utf8.count
                for item in finder.facts(in: entry) where seen.insert(item.fact.text).inserted { found.append(item) }
                told.append("\(Self.speaker(entry)): \(entry.message.plainText)")
            }
        }
        var new = SummaryText(messages: 0, facts: found.map(\.fact).filter { !$0.isPersons }, story: "")
        let room = Int(Double(bytes) * Self.factShare)
        new.limitFacts(to: Int(Double(room) * Self.othersShare))
        let others = Set(new.facts.map(\.text))
        new.facts = found.map(\.fact).filter { $0.isPersons || others.contains($0.text) }
        new.limitFacts(to: room)
        summary.facts += new.facts
        let text = (earlier + told).joined(separator: "\n\n")
        summary.story = await story(text, told: told, earlier: earlier, known: seen)
        return summary
    }

    private static func speaker(_ entry: HistoryEntry) -> String {
        switch entry.origin {
        case .person, .intervention: "Person"
        case .model, .partial: "Assistant"
        case .tools: "Tool"
        case .runtime, .summary: "Runtime"
        }
    }

    /// What happened, in a model's words or as a digest.
    private func story(_ text: String, told: [String], earlier: [String], known: Set<String>) async -> String {
        let tokens = run.tokens.tokens(of: text, for: model).tokens
        let key = SummaryCache.key(of: text)
        var words: String?
        if let remembered = cache.story(of: key) {
            words = remembered
        } else if pays(tokens), calls.take(from: run.clock) {
            words = await ask(text).flatMap { Self.truthful($0, to: text) }
            cache.note(words, of: key)
        }
        if let words, run.tokens.tokens(of: words, for: model).tokens <= Int(Double(tokens) * Self.storyShare) {
            return words.split(separator: "\n", omittingEmptySubsequences: true).joined(separator: " ")
        }
        return Self.digest(
            told, earlier: earlier, known: known, bytes: min(1200, Int(Double(text.utf8.count) * Self.digestShare)))
    }

    /// The beginnings of what was said, as far as there is room and it is no fact that is kept anyway.
    private static func digest(_ told: [String], earlier: [String], known: Set<String>, bytes: Int) -> String {
        var lines = earlier
        for message in told {
            guard let first = SentenceSplit.pieces(of: message).first else { continue }
            let words = first.split(separator: ":", maxSplits: 1).last.map(String.init) ?? first
            if known.contains(String(words.drop { $0 == " " })) { continue }
            let line = HeadAndTail.cut(first, limit: 120, note: "…").split(separator: "\n").joined(separator: " ")
            if !lines.contains(line) { lines.append(line) }
        }
        guard bytes >= 40 else { return "" }
        let whole = lines.joined(separator: " ")
        guard whole.utf8.count > bytes else { return whole }
        return HeadAndTail.cut(whole, limit: bytes, note: "…").split(separator: "\n").joined(separator: " ")
    }

    /// Whether what a story costs is less than what it saves over the calls to come, read from the provider's cache.
    func pays(_ tokens: Int) -> Bool {
        let usage = Usage(input: tokens + 100, output: min(settings.summaryTokens, tokens / 4))
        guard let cost = run.cost(of: usage, model: run.configuration.utility.model) else { return false }
        // Without a story the messages become a digest: what is saved is the rest of what was said of them.
        let saved = Int(Double(tokens) * (1 - Self.storyShare))
        let cached = run.cost(of: Usage(cacheRead: saved), model: model)
        let fresh = run.cost(of: Usage(input: saved), model: model)
        guard let price = [cached, fresh].compactMap(\.self).min() else { return false }
        return cost < price * settings.expectedCalls
    }

    /// The utility model's answer to each part that fits its own context; nil when it fails, is late, or says nothing.
    private func ask(_ text: String) async -> String? {
        let utility = run.configuration.utility
        let window = run.profile(of: utility.model)?.contextWindow ?? settings.contextWindow
        let room = Int(Double(window) * utility.contextShare) - settings.summaryTokens - 100
        guard room >= 50 else { return nil }
        let tokens = max(1, run.tokens.tokens(of: text, for: utility.model).tokens)
        // By the density of this text, with a tenth to spare for parts that are denser.
        let bytes = max(200, text.utf8.count / tokens * room * 9 / 10)
        var rest = HeadAndTail.cut(text, limit: bytes * Self.mostParts, note: "[…]")[...]
        var answers: [String] = []
        while !rest.isEmpty {
            let part = Self.prefix(of: rest, bytes: bytes)
            rest = rest[part.endIndex...]
            guard let answer = await inTime(String(part)) else { return nil }
            answers.append(answer)
        }
        let joined = answers.joined(separator: "\n")
        return joined.contains { !$0.isWhitespace } ? joined : nil
    }

    /// About so many bytes, ending between messages where there is an end in the second half.
    private static func prefix(of text: Substring, bytes: Int) -> Substring {
        guard text.utf8.count > bytes else { return text }
        let end = text.utf8.index(text.startIndex, offsetBy: bytes)
        let whole = text[..<end]
        guard let line = whole.utf8.lastIndex(of: 0x0A), line > text.utf8.index(text.startIndex, offsetBy: bytes / 2)
        else { return whole.isEmpty ? text.prefix(1) : whole }
        return text[...line]
    }

    private func inTime(_ part: String) async -> String? {
        do {
            return try await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask {
                    try await run.askUtility(
                        system: Self.instructions, message: part, purpose: .summary, caller: "HistoryCompression",
                        maxOutputTokens: settings.summaryTokens)
                }
                group.addTask {
                    try await run.clock.sleep(for: .seconds(settings.patience))
                    return nil
                }
                let first = try await group.next() ?? nil
                group.cancelAll()
                return first
            }
        } catch {
            return nil  // A digest stands in; the failed attempt is in the books.
        }
    }

    /// The words without the sentences that hold figures which the text does not have.
    static func truthful(_ words: String, to text: String) -> String? {
        let known = Set(figures(in: text))
        let sentences = SentenceSplit.pieces(of: words).filter { figures(in: $0).allSatisfy(known.contains) }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    /// Runs of digits, with the points between them.
    private static func figures(in text: String) -> [String] {
        var text = text
        return text.withUTF8 { bytes in
            bytes.split { !((0x30...0x39).contains($0) || $0 == UInt8(ascii: ".")) }.compactMap { figure in
                guard let first = figure.firstIndex(where: { $0 != UInt8(ascii: ".") }),
                    let last = figure.lastIndex(where: { $0 != UInt8(ascii: ".") })
                else { return nil }
                return String(decoding: figure[first...last], as: UTF8.self)
            }
        }
    }
}
