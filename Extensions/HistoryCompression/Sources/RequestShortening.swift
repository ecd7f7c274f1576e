import AgentRuntime
import LanguageModels

/// Makes one request shorter by the same rules as a history, when it does not fit although the history was compacted, or
/// when nobody compacts it, as with a subordinate's. What is stored, and what later requests say, stays as it is.
struct RequestShortening {
    let run: Run
    let settings: HistoryCompressionSettings
    let cache: SummaryCache
    let calls: SummaryCalls

    /// The request with at most about so many tokens of prompt; nil when it does not get shorter.
    ///
    /// System messages, tools, the newest messages and what the person said last stay.
    func shortened(_ request: ModelRequest, to tokens: Int) async -> ModelRequest? {
        let lead = request.messages.prefix { $0.role == .system }
        var fixed = request
        fixed.messages = Array(lead)
        let limit = tokens - run.promptTokens(of: fixed)
        let entries = entries(request.messages.dropFirst(lead.count))
        guard limit > 0, !entries.isEmpty else { return nil }
        let size: (HistoryEntry) -> Int = { entry in
            max(
                run.promptTokens(of: ModelRequest(model: request.model, messages: [entry.message])),
                run.tokens.tokens(of: entry.message.plainText, for: request.model).tokens + 4)
        }
        let summariser = Summariser(
            run: run, settings: settings, cache: cache, finder: FactFinder(entries), calls: calls, model: request.model)
        let compaction = Compaction(
            plan: CompactionPlan(settings: settings, target: limit, limit: limit), summariser: summariser, count: size)
        let stretches = await compaction.work(on: Stretch.of(entries, CompactedHistory(), count: size)).stretches
        guard stretches.contains(where: \.isNew) else { return nil }
        var shorter = request
        shorter.messages = lead + stretches.map(\.entry.message)
        return shorter
    }

    /// The conversation's messages as a history: a topic begins where the person speaks again.
    private func entries(_ messages: ArraySlice<Message>) -> [HistoryEntry] {
        let now = run.clock.now
        var turn = TurnID(at: now)
        var last = Message.Role.system
        return messages.map { message in
            if message.role == .user, last != .user { turn = TurnID(at: now) }
            last = message.role
            return HistoryEntry(id: MessageID(at: now), turn: turn, origin: origin(of: message), message: message)
        }
    }

    private func origin(of message: Message) -> MessageRecord.Origin {
        switch message.role {
        case .system: .runtime
        case .user: SummaryText.stands(in: message.text) ? .summary : .person
        case .assistant: .model
        case .tool: .tools
        }
    }
}
