import AgentRuntime
import Composition
import LanguageModels
import Money
import Terminal

extension ReplSession {
    /// `/compact` shortens what is sent of the conversation; `/compact undo` takes that back.
    func compact(_ argument: String) async throws {
        switch argument {
        case "":
            guard let record = try await conversation.compact() else {
                return try say("There is nothing that can be made shorter yet.")
            }
            try say(Self.said(record) + price(of: record) + " /compact undo takes it back, /history shows both.")
        case "undo":
            guard let record = try await conversation.undoCompaction() else {
                return try say("Nothing is compacted.")
            }
            try say(
                "Taken back: \(record.tokensBefore.grouped) tokens of history are sent again, as they are stored.")
        default: try say("/compact shortens the conversation, /compact undo takes that back.")
        }
    }

    private static func said(_ record: CompactionRecord) -> String {
        let messages = record.parts.reduce(0) { $0 + $1.messages.count }
        return "\(record.tokensBefore.grouped) → \(record.tokensAfter.grouped) tokens: \(messages) "
            + "message\(messages == 1 ? "" : "s") in \(record.parts.count) "
            + "part\(record.parts.count == 1 ? "" : "s"); the messages themselves stay stored."
    }

    /// What the compaction costs once, as the provider's cache is lost, and what it saves each time.
    private func price(of record: CompactionRecord) -> String {
        let services = composed.runtime.services
        let model = conversation.chosenModel ?? lastRoute?.model ?? composed.runtime.configuration.chat.model
        func cost(_ usage: Usage) -> Money? {
            services.prices.price(
                UsageReport(usage, source: .provider), model: model, tier: nil, at: services.clock.now
            ).cost
        }
        let saved = record.tokensBefore - record.tokensAfter
        guard let fresh = cost(Usage(input: record.tokensAfter)),
            let cached = cost(Usage(cacheRead: record.tokensAfter)),
            let gain = cost(Usage(cacheRead: saved)), fresh > .zero
        else { return "" }
        return " Read afresh once: \(max(.zero, fresh - cached).formatted); saved each time: \(gain.formatted)."
    }

    /// `/context` shows what fills the model's context, section by section.
    func showContext() throws {
        guard let use = conversation.contextUse else { return try say("Nothing was sent yet.") }
        let window = use.window
        var table = Table(
            [.init("section"), .number("tokens"), .number("share")] + (output.isTerminal ? [.init("")] : []))
        func add(_ name: String, _ tokens: Int) {
            let share = window.map { $0 > 0 ? Double(tokens) / Double($0) : 0 }
            let cells = [name, tokens.grouped, share.map { "\(($0 * 100).places(1)) %" } ?? ""]
            table.add(cells + (output.isTerminal ? [Self.bar(share ?? 0)] : []))
        }
        for section in ContextUse.Section.allCases {
            if let tokens = use.tokens[section] { add(Self.name(of: section, use), tokens) }
        }
        if let free = use.free { add("free", free) }
        try output.write(table.rendered(width: output.columns, palette: output.palette))
        let size = window.map { " of \($0.grouped)" } ?? ""
        try say(
            "\(use.model): \(use.promptTokens.grouped)\(size) tokens were sent"
                + (use.isExact ? "." : ", as an estimate: its encoding is not public."))
    }

    private static func name(of section: ContextUse.Section, _ use: ContextUse) -> String {
        switch section {
        case .history where use.images > 0: "history (\(use.images) image\(use.images == 1 ? "" : "s"))"
        case .reserve: "kept for the answer"
        default: section.rawValue
        }
    }

    private static func bar(_ share: Double) -> String {
        let width = 24
        let filled = share > 0 ? max(1, Int((share * Double(width)).rounded())) : 0
        return String(repeating: "█", count: min(width, filled))
    }

    /// The messages so far: as they are stored, and what is sent in their place.
    func showHistory() async throws {
        let entries = conversation.entries
        guard !entries.isEmpty else { return try say("Nothing was said yet.") }
        let compactions = try await conversation.compactions()
        var lines: [(entry: HistoryEntry, isReplaced: Bool)] = []
        compactions.forEachPart(of: entries) { range, part in
            if let part {
                var shown = entries[range.lowerBound]
                (shown.origin, shown.message) = (part.origin, part.message)
                lines.append((shown, false))
            }
            lines += entries[range].map { ($0, part != nil) }
        }
        for (entry, isReplaced) in lines {
            let message = entry.message
            let text =
                message.toolCalls.isEmpty
                ? (message.text.isEmpty ? message.toolResults.map(\.text).joined(separator: " · ") : message.text)
                : message.toolCalls.map { "▸ \($0.name) \($0.arguments)" }.joined(separator: "  ")
            let line = TextSanitizer.sanitized(TurnView.excerpt(text, to: 160))
            if isReplaced {
                try output.writeLine(output.palette.apply(.dim, to: "  \(message.role.rawValue)  \(line)"))
            } else {
                let who = output.palette.apply(.bold, to: Self.speaker(entry))
                try output.writeLine("\(who)  \(line)")
            }
        }
        guard !compactions.isEmpty else { return }
        try say(
            "What is indented is stored and not sent: the line above it stands for it. /compact undo sends it again.")
    }

    private static func speaker(_ entry: HistoryEntry) -> String {
        switch entry.origin {
        case .partial: "\(entry.message.role.rawValue) (cut off)"
        case .runtime: "\(entry.message.role.rawValue) (runtime)"
        case .summary: "summary"
        default: entry.message.role.rawValue
        }
    }
}
