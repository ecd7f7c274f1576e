/// The commands of the prompt.
enum SlashCommand: String, CaseIterable {
    case help, model, route, why, good, bad, cost, budget, history, context, compact, undo, retry, save, resume, memory
    case tools, skills, extensions, quit

    /// As it is typed.
    var text: String { "/\(rawValue)" }

    /// One line of help.
    var summary: String {
        switch self {
        case .help: "this list"
        case .model:
            "how the models do, or change the model: /model openai/gpt-4.1-mini, /model auto, /model premium monologue"
        case .route: "how the last message was scored, and the models that were considered"
        case .why: "why the last answer came from its model"
        case .good: "the last answer was good: routing learns from it"
        case .bad: "the last answer was bad: routing learns from it"
        case .cost: "what this conversation cost: /cost, or /cost tool, /cost tier, …"
        case .budget: "what may be spent and what is left; /budget add 0.50 adds to this conversation"
        case .history: "the messages so far, and the summaries that are sent in their place"
        case .context: "what fills the model's context, as a bar"
        case .compact: "shorten what is sent of the conversation; /compact undo takes that back"
        case .undo: "take back the last message and its answer"
        case .retry: "ask the last message again"
        case .save: "write the conversation to a file: /save chat.jsonl"
        case .resume: "go on with another conversation: /resume, or /resume ID"
        case .memory: "what is remembered here; /memory save TEXT, find TEXT, forget NAME, reindex"
        case .tools: "the tools the agent has"
        case .skills: "the skills the agent can load; /skills NAME shows one"
        case .extensions: "the extensions; /extensions enable NAME, explain POINT, log NAME, prompts"
        case .quit: "leave (also Ctrl-D)"
        }
    }

    /// Reads a typed line; nil when it is no command of ours.
    static func parse(_ line: String) -> (command: SlashCommand, argument: String)? {
        guard line.hasPrefix("/") else { return nil }
        let parts = line.dropFirst().split(maxSplits: 1, whereSeparator: \.isWhitespace)
        guard let name = parts.first, let command = SlashCommand(rawValue: name.lowercased()) else { return nil }
        return (command, parts.count > 1 ? String(parts[1]) : "")
    }

    /// The command that a mistyped one probably meant.
    static func nearest(to line: String) -> SlashCommand? {
        let typed = line.dropFirst().prefix { !$0.isWhitespace }.lowercased()
        guard let first = typed.first else { return nil }
        return allCases.first { $0.rawValue.hasPrefix(typed) } ?? allCases.first { $0.rawValue.first == first }
    }
}
