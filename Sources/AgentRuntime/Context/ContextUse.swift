public import LanguageModels

/// How a prompt fills its model's context, section by section, in tokens.
///
/// The sections are counted as they stand in the whole request, so that they add up to what the request has.
public struct ContextUse: Sendable, Hashable {
    /// A part of a prompt.
    public enum Section: String, Sendable, Hashable, CaseIterable {
        /// The system prompt.
        case system
        /// The definitions of the tools.
        case tools
        /// Summaries that stand for older messages.
        case summaries
        /// The messages, images among them.
        case history
        /// What extensions add at the end.
        case extras
        /// What is kept free for the answer.
        case reserve
    }

    /// The model.
    public var model: ModelID
    /// Its context, in tokens; nil when it is not known.
    public var window: Int?
    /// The tokens of each section that has any.
    public var tokens: [Section: Int]
    /// Images that were sent.
    public var images: Int
    /// Whether the model's own encoding counted.
    public var isExact: Bool

    /// The prompt's tokens; the reserve is no part of it.
    public var promptTokens: Int { tokens.reduce(0) { $1.key == .reserve ? $0 : $0 + $1.value } }

    /// What is left for more; nil when the context is not known.
    public var free: Int? { window.map { max(0, $0 - promptTokens - (tokens[.reserve] ?? 0)) } }

    /// Counts a prompt.
    ///
    /// - Parameters:
    ///   - request: the whole request.
    ///   - prompt: where its sections are.
    ///   - counter: counts requests.
    ///   - profile: what is known of the model.
    init(_ request: ModelRequest, _ prompt: PromptLayout, counter: any TokenCounting, profile: ModelProfile?) {
        model = request.model
        window = profile?.contextWindow
        var sections: [Section: Int] = [:]
        var part = request
        var counted = 0
        // Each section is what the request grows by when it joins: overheads stay with the section that causes them.
        func add(_ section: Section, _ messages: ArraySlice<Message>, tools: [ToolDefinition] = []) {
            part.messages += messages
            part.tools += tools
            let count = counter.promptTokens(of: part).tokens
            if count > counted { sections[section, default: 0] += count - counted }
            counted = count
        }
        (part.messages, part.tools) = ([], [])
        let messages = request.messages
        add(.system, messages.prefix(prompt.system))
        add(.tools, [], tools: request.tools)
        add(.summaries, messages.dropFirst(prompt.system).prefix(prompt.summaries))
        add(.history, messages.dropFirst(prompt.system + prompt.summaries).prefix(prompt.history))
        add(.extras, messages.dropFirst(prompt.system + prompt.summaries + prompt.history))
        let room = window.map { max(0, $0 - counted) } ?? .max
        if let longest = request.maxOutputTokens ?? profile?.maxOutputTokens { sections[.reserve] = min(longest, room) }
        tokens = sections
        images = messages.reduce(0) { count, message in
            count + message.content.count { if case .image = $0 { true } else { false } }
        }
        isExact = counter.promptTokens(of: request).isExact
    }
}

/// Where the sections of a request's messages are: so many messages each, in this order, the rest are extras.
struct PromptLayout: Sendable, Hashable {
    var system = 0
    /// Summaries at the beginning of the history.
    var summaries = 0
    /// The rest of the history.
    var history = 0

    init(system: Int, history: [HistoryEntry]) {
        self.system = system
        summaries = history.prefix { $0.origin == .summary }.count
        self.history = history.count - summaries
    }
}
