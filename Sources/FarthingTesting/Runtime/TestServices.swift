public import AgentRuntime
public import LanguageModels
public import Money

/// Models by id, for tests.
public struct ModelShelf: ModelSource {
    private let models: [ModelID: any Model]
    private let embeddings: [ModelID: any EmbeddingModel]

    /// Makes a shelf.
    public init(_ models: [any Model], embeddings: [any EmbeddingModel] = []) {
        self.models = Dictionary(models.map { ($0.profile.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.embeddings = Dictionary(embeddings.map { ($0.profile.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The model of that id.
    public func model(_ id: ModelID) throws -> any Model {
        guard let model = models[id] else { throw ModelError(.notFound, "no model \(id) on the shelf", model: id) }
        return model
    }

    /// The embedding model of that id.
    public func embeddingModel(_ id: ModelID) throws -> any EmbeddingModel {
        guard let model = embeddings[id] else {
            throw ModelError(.notFound, "no embedding model \(id) on the shelf", model: id)
        }
        return model
    }

    /// The model's profile.
    public func profile(of id: ModelID) -> ModelProfile? { models[id]?.profile ?? embeddings[id]?.profile }
}

/// One price for every model: so much an input token and so much an output token, reasoning included.
public struct FlatPricing: Pricing {
    /// The price of an input token.
    public var input: Money
    /// The price of an output token.
    public var output: Money

    /// Makes a price; by default $1 and $2 a million tokens.
    public init(input: Money = Money(picodollars: 1_000_000), output: Money = Money(picodollars: 2_000_000)) {
        self.input = input
        self.output = output
    }

    /// `flat`.
    public var version: String { "flat" }

    /// Prices input and output.
    public func price(_ report: UsageReport, model: ModelID, tier: ServiceTier?, at time: Timestamp) -> PricedUsage {
        if let reported = report.reportedCost { return PricedUsage(cost: reported, state: .reported) }
        let usage = report.usage
        let cost = input * usage.promptTokens + output * (usage.output + usage.reasoning)
        return PricedUsage(cost: cost, state: report.source == .provider ? .computed : .estimated)
    }

    /// Prices the largest answer.
    public func worstCase(_ bounds: CallBounds, model: ModelID, at time: Timestamp) -> Money? {
        input * bounds.promptTokens + output * (bounds.maxOutputTokens ?? 16_384)
    }

    /// Every model has a price.
    public func unpricedCall(_ model: ModelID, at time: Timestamp) -> UnpricedCall? { nil }
}

/// Counts words as tokens: easy to predict in a test.
public struct WordTokens: TokenCounting {
    /// Makes a counter.
    public init() {}

    /// Words of all messages.
    public func promptTokens(of request: ModelRequest) -> TokenCount {
        TokenCount(request.messages.reduce(0) { $0 + words($1.text) }, isExact: true)
    }

    /// Words of the text.
    public func tokens(of text: String, for model: ModelID) -> TokenCount { TokenCount(words(text), isExact: true) }

    private func words(_ text: String) -> Int { text.split(whereSeparator: \.isWhitespace).count }
}

/// Prompts that show their name and variables, e.g. `[fw.intervention message=stop]`.
public struct PlainPrompts: PromptSource {
    /// Makes prompts.
    public init() {}

    /// The name and the variables in alphabetical order.
    public func prompt(_ name: String, _ variables: [String: String]) throws -> String {
        if name == "agent.system.main" { return "You are \(variables["agent_name"] ?? "?")." }
        let shown = variables.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        return "[\(name)\(shown)]"
    }
}

/// A person who gives prepared answers in order, then says no.
public final class ScriptedPerson: Person {
    private let answers: Script<Answer>
    private let asked = Script<Question>([])

    /// Makes a person.
    public init(_ answers: [Answer]) { self.answers = Script(answers) }

    /// What was asked, in order.
    public var questions: [Question] { asked.all }

    /// Gives the next answer.
    public func answer(_ question: Question) async throws -> Answer {
        asked.append(question)
        return answers.next() ?? .no("nobody answers")
    }
}
