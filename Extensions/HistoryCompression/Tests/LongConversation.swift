import AgentRuntime
import FarthingTesting
import LanguageModels

@testable import HistoryCompression

/// A scripted conversation of many turns, in which facts are planted by the person and by tools.
struct LongConversation {
    static let turns = 200
    static let facts = 30

    /// A tool that answers with a page: mostly the same, with a fact in it now and then.
    struct Lookup: Tool {
        struct Arguments: ToolArguments {
            @Parameter("What to look up.") var query: String
        }

        static let name = "lookup"
        static let description = "Looks something up."

        func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
            var lines = (0..<30).map { "row \($0) of the page says something that was asked for" }
            lines.insert(arguments.query, at: 17)
            return ToolOutput(lines.joined(separator: "\n"))
        }
    }

    /// What is planted: figures, names without figures, decisions; every third is found by the tool.
    static func fact(_ number: Int) -> String {
        let towns = ["Arles", "Bergen", "Cork", "Delft", "Exeter", "Faro", "Ghent", "Husum", "Imola", "Jena"]
        return switch number % 3 {
        case 0: "The code of the gate in \(towns[number / 3]) is QX-\(7_000 + number * 13)."
        case 1: "We decided that \(towns[number / 3]) gets the oak tables."
        default: "contact of \(towns[number / 3]): desk\(number)@example.org"
        }
    }

    /// What the person asks when the fact is needed.
    static func question(_ number: Int) -> String {
        let towns = ["Arles", "Bergen", "Cork", "Delft", "Exeter", "Faro", "Ghent", "Husum", "Imola", "Jena"]
        return switch number % 3 {
        case 0: "What is the code of the gate in \(towns[number / 3])?"
        case 1: "Which tables does \(towns[number / 3]) get?"
        default: "What is the contact of \(towns[number / 3])?"
        }
    }

    let requests: [ModelRequest]
    let test: TestRuntime
    let conversation: Conversation

    /// Talks.
    ///
    /// - Parameter answering: what the utility model does with a request for a summary.
    static func talk(
        _ extensions: [any Extension], turns: Int = turns, window: Int,
        answering summary: @escaping @Sendable (Int) async throws -> ScriptedReply = { _ in .text("They talked.") }
    ) async throws -> LongConversation {
        let profile = ModelProfile(id: ScriptedModel.usualProfile.id, contextWindow: window, maxOutputTokens: 500)
        let model = ScriptedModel(profile: profile) { request, number in
            if request.messages.first?.text == Summariser.instructions { return try await summary(number) }
            guard let last = request.messages.last(where: { !$0.text.hasPrefix("[fw.extras") }), last.role == .user,
                let query = last.text.split(separator: "look up: ").dropFirst().first
            else { return .text("That is noted, and here is a remark about it.") }
            return .toolCall("lookup", "{\"query\": \"\(query)\"}")
        }
        let test = try TestRuntime(model, extensions: extensions, tools: [Lookup()])
        let conversation = try await test.runtime.newConversation()
        for turn in 0..<turns {
            let number = turn % 5 == 0 && turn / 5 < facts ? turn / 5 : nil
            let talk = "We go on about the thing, turn by turn."
            let text =
                switch number {
                case let number? where number % 3 == 2: "\(talk) Please look up: \(fact(number))"
                case let number?: "\(talk) \(fact(number))"
                case nil: turn % 3 == 0 ? "\(talk) Please look up: nothing new" : talk
                }
            _ = try await conversation.send(text, onEvent: test.log.sink)
        }
        return LongConversation(requests: Self.main(model), test: test, conversation: conversation)
    }

    /// The requests of the conversation itself.
    static func main(_ model: ScriptedModel) -> [ModelRequest] {
        model.requests.filter { $0.messages.first?.text != Summariser.instructions }
    }

    static func text(_ request: ModelRequest) -> String {
        request.messages.map(\.plainText).joined(separator: "\n")
    }

    static func words(_ messages: some Sequence<Message>) -> Int {
        messages.reduce(0) { $0 + $1.plainText.split(whereSeparator: \.isWhitespace).count }
    }

    /// What the prompts cost in hundredths of a token's price: what a prompt has in common with the one before is read
    /// from the provider's cache for a tenth.
    static func cost(_ requests: [ModelRequest]) -> (cost: Int, hits: Int) {
        var cost = 0
        var hits = 0
        var before: [Message] = []
        for request in requests {
            let shared = zip(request.messages, before).prefix { $0.content == $1.content }.count
            if shared > 1 { hits += 1 }
            cost += words(request.messages.prefix(shared)) * 10 + words(request.messages.dropFirst(shared)) * 100
            before = request.messages
        }
        return (cost, hits)
    }
}
