import AgentRuntime
import Composition
import CostTracking
import ExactJSON
import ExtensionHosting
import LanguageModels
import Money
import Terminal

extension ReplSession {
    /// Does what a slash command says; false when it is to leave.
    func obey(_ line: String) async throws -> Bool {
        guard let (command, argument) = SlashCommand.parse(line) else {
            do {
                if let message = try await serverPrompt(line) { return try await answer(message) }
            } catch let error as HostingError {
                try say(error.description)
                return true
            }
            let meant = SlashCommand.nearest(to: line).map { " Did you mean \($0.text)?" } ?? ""
            try say("There is no command \(line.prefix { !$0.isWhitespace }).\(meant) /help lists them.")
            return true
        }
        do {
            switch command {
            case .quit: return false
            case .help: try showHelp()
            case .model: try await changeModel(argument)
            case .good: try await judge(isGood: true)
            case .bad: try await judge(isGood: false)
            case .route: try await showRoute(withSentence: false)
            case .why: try await showRoute(withSentence: true)
            case .cost: try await showCost(argument)
            case .budget: try await budget(argument)
            case .history: try await showHistory()
            case .context: try showContext()
            case .compact: try await compact(argument)
            case .undo: try await undo()
            case .retry: return try await retry()
            case .save: try await save(argument)
            case .resume: try await resume(argument)
            case .memory: try await remember(argument)
            case .tools: try showTools()
            case .skills: try showSkills(argument)
            case .extensions: try await extensions(argument)
            }
        } catch let error as TerminalError {
            throw error
        } catch {
            try errors.writeLine(errors.palette.apply(.red, to: TextSanitizer.sanitized(ErrorReport(error).text)))
        }
        return true
    }

    /// What a resumed conversation was about.
    func showResumed() async throws {
        let entries = conversation.entries
        let turns = Set(entries.map(\.turn)).count
        try say("Resumed \(conversation.id) · \(turns) turn\(turns == 1 ? "" : "s") · /history shows them")
        let stored = try await composed.ledger.conversation(conversation.id)
        if let last = stored?.turns.last(where: { $0.record.depth == 0 && !$0.isUndone }),
            last.end == nil || last.end?.outcome == .interrupted
        {
            let opening = entries.first { $0.turn == last.record.id }?.message.text ?? ""
            try say("The last turn was interrupted: “\(TurnView.excerpt(opening))”. /retry asks it again.")
        }
    }

    private func showHelp() throws {
        var table = Table([.init("command"), .init("what it does")])
        for command in SlashCommand.allCases { table.add([command.text, command.summary]) }
        try output.write(table.rendered(width: output.columns, palette: output.palette))
        try say("While the agent works, type a line to steer it, /pause and /go to hold it, Ctrl-C to end its answer.")
    }

    private func showCost(_ argument: String) async throws {
        do {
            let grouping = try CostGrouping(argument.isEmpty ? "model,purpose" : argument)
            let report = try await composed.ledger.costs(
                CostQuery(
                    groupBy: grouping.dimensions, period: grouping.period,
                    only: [.conversation: [conversation.id.text]]))
            guard report.sums.entries > 0 else { return try say("Nothing was spent yet.") }
            try output.write(
                CostTable(report, forecast: nil).rendered(
                    width: output.columns, palette: output.palette, drawsBars: output.isTerminal))
            for tool in composed.toolCosts(of: conversation.id).prefix(5) where tool.total > .zero {
                let calls = tool.calls.isZero ? "" : ", and \(tool.calls.formatted) for calls of its own"
                try say(
                    "\(tool.tool): \(tool.results.formatted) for its results in \(tool.timesRead) prompts\(calls).")
            }
        } catch let error as CostQueryError { try say(error.message) }
    }

    private func undo() async throws {
        let taken = try await conversation.undo()
        try say(
            taken.map { "Taken back: “\(TurnView.excerpt($0.text))”. Its cost stays in the books." }
                ?? "Nothing to take back.")
    }

    private func retry() async throws -> Bool {
        guard let message = try await conversation.undo() else {
            try say("There is nothing to ask again.")
            return true
        }
        return try await answer(message)
    }

    private func save(_ argument: String) async throws {
        let path = argument.isEmpty ? "\(conversation.id).jsonl" : argument
        let facts = try await composed.ledger.facts(of: conversation.id)
        guard !facts.isEmpty else { return try say("Nothing was said yet.") }
        try ConversationFile.write(facts, to: path)
        try say("Saved to \(path). `farthing conversations import \(path)` reads it back.")
    }

    private func resume(_ argument: String) async throws {
        guard argument.isEmpty else {
            conversation = try await composed.runtime.resumeConversation(ConversationID(argument))
            return try await showResumed()
        }
        let summaries = try await composed.ledger.conversations(limit: 10)
        guard !summaries.isEmpty else { return try say("There is no stored conversation yet.") }
        try output.write(
            ConversationTable.rendered(summaries, output: output, now: composed.runtime.services.clock.now))
        try say("/resume ID goes on with one.")
    }

    private func showTools() throws {
        var table = Table([.init("tool"), .init("what it does")])
        for tool in composed.runtime.offeredTools {
            table.add([tool.name, TurnView.excerpt(tool.description, to: 120)])
        }
        try output.write(table.rendered(width: output.columns, palette: output.palette))
    }
}
