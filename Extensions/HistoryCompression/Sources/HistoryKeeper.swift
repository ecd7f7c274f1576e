import AgentRuntime
import LanguageModels
import Money

/// Keeps the histories of conversations short enough: what the extension's handlers and commands do.
struct HistoryKeeper: Sendable {
    let settings: HistoryCompressionSettings
    let memory = CompactionMemory()
    private let cache = SummaryCache()
    /// Calls of the utility model in one compaction.
    private static let mostCalls = 6
    /// Sentences of earlier messages that are said again, in bytes.
    private static let recallBytes = 1_200
    /// What is kept free for the answer when nothing says how long it may be.
    static let usualAnswer = 1_024
    /// What is left of the limit each time the provider finds a prompt too long.
    private static let shrink = 0.6

    init(_ settings: HistoryCompressionSettings) { self.settings = settings }

    /// Puts the history into the prompt as it is to be sent.
    func prepare(_ state: inout LoopState, _ run: Run) async throws {
        let entries = state.history
        let model = state.route.model
        // A token has at least a byte: most histories need not be counted.
        let few = window(of: model, run) / 4
        if Self.bytes(of: entries) <= few, memory.isUntouched(run.conversation, isNew: Self.isNew(entries)) {
            return EmbedLimit.trim(&state.history, to: settings.maxEmbeds)
        }
        await finishPending(run.conversation)
        try await load(run, entries)
        var (history, most) = memory.withConversation(run.conversation) { ($0.history, $0.most[model]) }
        if most != nil || Self.bytes(of: history.view(of: entries)) > few {
            memory.withConversation(run.conversation) { known in
                known.sent = Dictionary(entries.map { ($0.id, $0.message) }, uniquingKeysWith: { first, _ in first })
            }
            let limit = limit(for: state, run)
            if let record = await compacted(entries, &history, model, limit: limit, target: target(limit), run) {
                run.record(record)
                memory.withConversation(run.conversation) { $0.history = history }
            }
        }
        guard !history.isEmpty else {
            EmbedLimit.trim(&state.history, to: settings.maxEmbeds)
            return
        }
        state.history = history.view(of: entries)
        EmbedLimit.trim(&state.history, to: settings.maxEmbeds)
        state.removedTokens += history.removedTokens
        recall(entries, history, &state)
    }

    /// Works ahead of the next prompt, in the background.
    func workAhead(_ state: LoopState, _ run: Run) {
        let (model, entries) = (state.route.model, state.history)
        guard Self.bytes(of: entries) > window(of: model, run) / 4 else { return }
        let limit = limit(for: state, run)
        let background = run.inBackground()
        let isBusy = memory.withConversation(run.conversation) { $0.pending != nil }
        guard !isBusy else { return }
        // Unstructured so that nobody waits for it but the next prompt; the runtime's end cancels it.
        let task = Task {
            var history = memory.withConversation(run.conversation) { $0.history }
            let sent = memory.withConversation(run.conversation) { $0.sent }
            let seen = entries.map { entry in
                var entry = entry
                entry.message = sent[entry.id] ?? entry.message
                return entry
            }
            guard
                let record = await compacted(
                    seen, &history, model, limit: limit, target: target(limit), background), !Task.isCancelled
            else { return }
            background.record(record)
            // What cannot be written now is made again for the next prompt.
            do { try await background.flush() } catch { return }
            let done = history
            memory.withConversation(run.conversation) { $0.history = done }
        }
        memory.withConversation(run.conversation) { $0.pending = task }
    }

    /// Ends what runs in the background.
    func stop() async {
        let tasks = memory.takePending()
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    /// Compacts because a person asks for it: to half of what is sent.
    func compactNow(_ entries: [HistoryEntry], for model: ModelID, in run: Run) async throws -> CompactionRecord? {
        await finishPending(run.conversation)
        try await load(run, entries)
        var history = memory.withConversation(run.conversation) { $0.history }
        let total = count(history.view(of: entries), for: model, run)
        let limit = Int(Double(window(of: model, run)) * run.configuration.chat.contextShare)
        guard
            let record = await compacted(
                entries, &history, model, limit: min(total - 1, limit), target: min(total / 2, target(limit)), run)
        else { return nil }
        run.record(record)
        try await run.flush()
        let done = history
        memory.withConversation(run.conversation) { $0.history = done }
        return record
    }

    /// Takes the last compaction back.
    func undo(in run: Run) async throws -> CompactionRecord? {
        await finishPending(run.conversation)
        try await load(run, nil)
        var history = memory.withConversation(run.conversation) { $0.history }
        guard let record = history.removeLast() else { return nil }
        run.recordUndone(record.id)
        try await run.flush()
        let rest = history
        memory.withConversation(run.conversation) { $0.history = rest }
        return record
    }

    /// What is in force.
    func compactions(in run: Run) async throws -> CompactedHistory {
        await finishPending(run.conversation)
        try await load(run, nil)
        return memory.withConversation(run.conversation) { $0.history }
    }

    // MARK: - Limits

    func window(of model: ModelID, _ run: Run) -> Int {
        run.profile(of: model)?.contextWindow ?? settings.contextWindow
    }

    /// The tokens a history may have: its share of the context, and no more than the rest of the prompt leaves.
    private func limit(for state: LoopState, _ run: Run) -> Int {
        let model = state.route.model
        let window = window(of: model, run)
        let others =
            state.system.map { Message(.system, $0.text) }
            + (state.extrasPersistent + state.extrasTemporary).map { Message(.user, $0.text) }
        let fixed = run.promptTokens(of: ModelRequest(model: model, messages: others, tools: run.toolDefinitions))
        let answer = min(state.parameters.maxOutputTokens ?? Self.usualAnswer, window / 8)
        let share = Int(Double(window) * run.configuration.chat.contextShare)
        let most = memory.withConversation(run.conversation) { $0.most[model] } ?? .max
        return max(1, min(share, window - fixed - answer, most - fixed))
    }

    private func target(_ limit: Int) -> Int { Int(Double(limit) * settings.target) }

    // MARK: - Work

    /// Compacts a history that is over its limit.
    private func compacted(
        _ entries: [HistoryEntry], _ history: inout CompactedHistory, _ model: ModelID, limit: Int, target: Int,
        _ run: Run
    ) async -> CompactionRecord? {
        let before = count(history.view(of: entries), for: model, run)
        guard before > limit, let turn = entries.last?.turn else { return nil }
        let size: (HistoryEntry) -> Int = { count([$0], for: model, run) }
        let summariser = Summariser(
            run: run, settings: settings, cache: cache, finder: FactFinder(entries), calls: calls(run), model: model)
        let compaction = Compaction(
            plan: CompactionPlan(settings: settings, target: target, limit: limit), summariser: summariser, count: size)
        let stretches = await compaction.work(on: Stretch.of(entries, history, count: size)).stretches
        let parts = stretches.filter(\.isNew).map(\.part)
        guard !parts.isEmpty else { return nil }
        let now = run.clock.now
        let record = CompactionRecord(
            id: CompactionID(at: now), conversation: run.conversation, turn: turn, madeAt: now, parts: parts,
            tokensBefore: before, tokensAfter: stretches.reduce(0) { $0 + $1.tokens })
        history.append(record)
        return record
    }

    /// Says again what bears on the person's message and is no longer in the prompt.
    private func recall(_ entries: [HistoryEntry], _ history: CompactedHistory, _ state: inout LoopState) {
        let question = state.userMessage.text
        var present: Set<String> = []
        var hidden: [HistoryEntry] = []
        history.forEachPart(of: entries) { range, part in
            guard let part else { return }
            hidden += entries[range]
            if part.origin == .summary {
                for fact in SummaryText(parsing: part.message.text).facts { present.insert(fact.text) }
            }
        }
        let found = memory.withConversation(state.conversation) { known in
            for entry in hidden { known.recall.add(entry.message.spokenText, id: entry.id.text) }
            return known.recall.matches(question, except: present, bytes: Self.recallBytes)
        }
        guard !found.isEmpty else { return }
        state.extrasTemporary.append(
            PromptSection("from earlier in this conversation", found.map { "- \($0)" }.joined(separator: "\n")))
    }

    private func finishPending(_ conversation: ConversationID) async {
        let task = memory.withConversation(conversation) { known in
            defer { known.pending = nil }
            return known.pending
        }
        await task?.value
    }

    /// Reads what is stored of earlier compactions, once; a conversation of one turn has none.
    private func load(_ run: Run, _ entries: [HistoryEntry]?) async throws {
        guard !memory.withConversation(run.conversation, { $0.isLoaded }) else { return }
        let isNew = entries.map(Self.isNew) ?? false
        let stored = isNew ? CompactedHistory() : try await run.storedCompactions()
        memory.withConversation(run.conversation) { known in
            guard !known.isLoaded else { return }
            known.isLoaded = true
            known.history = stored
        }
    }

    /// Whether a conversation is in its first turn.
    private static func isNew(_ entries: [HistoryEntry]) -> Bool { entries.first?.turn == entries.last?.turn }

    // MARK: - Overflow

    /// A request that does not fit, with at most about so many tokens; nil when it does not get shorter.
    func shortened(_ request: ModelRequest, to tokens: Int, _ run: Run) async -> ModelRequest? {
        await RequestShortening(run: run, settings: settings, cache: cache, calls: calls(run))
            .shortened(request, to: tokens)
    }

    /// What is left of so many tokens after the provider found them too many.
    static func shrunk(_ tokens: Int) -> Int { Int(Double(tokens) * shrink) }

    /// Remembers that a model's provider takes no more than so many tokens, whatever the model's profile says.
    func note(_ most: Int, of model: ModelID, in conversation: ConversationID) {
        memory.withConversation(conversation) { $0.most[model] = most }
    }

    private func calls(_ run: Run) -> SummaryCalls {
        SummaryCalls(atMost: Self.mostCalls, until: run.clock.uptime + .seconds(settings.patience * 2))
    }

    // MARK: - Sizes

    /// The tokens of messages, images among them.
    private func count(_ entries: [HistoryEntry], for model: ModelID, _ run: Run) -> Int {
        let sizes = memory.withConversation(run.conversation) { known -> [MessageID: CompactionMemory.Size] in
            if known.sizedFor != model { (known.sizes, known.sizedFor) = ([:], model) }
            return known.sizes
        }
        var new: [MessageID: CompactionMemory.Size] = [:]
        var total = 0
        for entry in entries {
            let bytes = Self.bytes(of: entry.message)
            if let size = sizes[entry.id], size.bytes == bytes {
                total += size.tokens
                continue
            }
            // Of a whole prompt, so that images and calls count; a counter that only knows texts is asked for those too.
            let request = run.promptTokens(of: ModelRequest(model: model, messages: [entry.message]))
            let text = run.tokens.tokens(of: entry.message.plainText, for: model).tokens + 4
            let size = CompactionMemory.Size(bytes: bytes, tokens: max(request, text))
            new[entry.id] = size
            total += size.tokens
        }
        if !new.isEmpty {
            memory.withConversation(run.conversation) { known in
                known.sizes.merge(new) { _, new in new }
            }
        }
        return total
    }

    private static func bytes(of entries: [HistoryEntry]) -> Int { entries.reduce(0) { $0 + bytes(of: $1.message) } }

    /// Bytes of a message: never less than its tokens, images counted as a large one each.
    static func bytes(of message: Message) -> Int {
        message.content.reduce(8) { bytes, part in
            switch part {
            case .text(let text): bytes + text.utf8.count
            case .toolResult(let result): bytes + result.text.utf8.count + 8
            case .toolCall(let call): bytes + call.name.utf8.count + call.arguments.utf8.count + 8
            case .reasoning(let reasoning): bytes + reasoning.text.utf8.count
            case .image: bytes + 2_000
            }
        }
    }
}
