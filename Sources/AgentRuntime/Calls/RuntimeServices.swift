public import LanguageModels
public import Money

/// Where models come from: providers, behind their names.
public protocol ModelSource: Sendable {
    /// The model of that id.
    ///
    /// - Throws: `ModelError` when the provider is unknown or has no key.
    func model(_ id: ModelID) throws -> any Model
    /// The embedding model of that id.
    ///
    /// - Throws: `ModelError` when the provider is unknown or has no key.
    func embeddingModel(_ id: ModelID) throws -> any EmbeddingModel
    /// What is known of a model without asking for it; nil when nothing is.
    func profile(of id: ModelID) -> ModelProfile?
}

/// What usage costs: one function for the estimate and the settlement.
public protocol Pricing: Sendable {
    /// The version of the price list, as the ledger records it.
    var version: String { get }
    /// The price of what a call used. A provider's own figure wins; an unknown price is `unpriced`, never zero.
    func price(_ report: UsageReport, model: ModelID, tier: ServiceTier?, at time: Timestamp) -> PricedUsage
    /// The most a request within these bounds can cost; nil when its model has no price, or when nothing bounds the
    /// answer. Never below what `price` makes of a usage within the bounds.
    func worstCase(_ bounds: CallBounds, model: ModelID, at time: Timestamp) -> Money?
    /// What happens to a call whose model has no price; nil when it has one. Free models have one.
    func unpricedCall(_ model: ModelID, at time: Timestamp) -> UnpricedCall?
}

extension Pricing {
    /// The most a plain text request can cost.
    public func worstCase(
        promptTokens: Int, maxOutputTokens: Int?, model: ModelID, tier: ServiceTier?, at time: Timestamp
    ) -> Money? {
        let bounds = CallBounds(
            promptTokens: promptTokens, maxOutputTokens: maxOutputTokens, tier: tier ?? .standard,
            cacheWrites: .fiveMinutes, hasImages: false)
        return worstCase(bounds, model: model, at: time)
    }
}

/// What happens to a call whose model has no price.
public enum UnpricedCall: Sendable, Hashable {
    /// It is not made: why, and what to do about it.
    case blocked(reason: String)
    /// It is made and recorded as unpriced, and the person is told so once.
    case allowed(notice: String)
}

/// A cost and how it is known.
public struct PricedUsage: Sendable, Hashable {
    /// The cost; nil when the model has no price.
    public var cost: Money?
    /// How it is known.
    public var state: CostState
    /// Whether the price is not the model's own but one assumed for a model without a price.
    public var isAssumed: Bool

    /// Makes a priced usage.
    public init(cost: Money?, state: CostState, isAssumed: Bool = false) {
        self.cost = cost
        self.state = state
        self.isAssumed = isAssumed
    }
}

/// How many tokens things have.
public protocol TokenCounting: Sendable {
    /// Tokens of a request's prompt: messages, tools, overhead.
    func promptTokens(of request: ModelRequest) -> TokenCount
    /// Tokens of a text in a model's encoding.
    func tokens(of text: String, for model: ModelID) -> TokenCount
    /// Gets ready to count for a model: who estimates looks up what providers reported of it before. Called before a
    /// request is counted; returns at once as a rule.
    func prepare(for model: ModelID) async
    /// Takes in what a settled attempt says of an estimate, so that the next ones come closer.
    func learn(from attempt: AttemptRecord)
}

extension TokenCounting {
    /// Needs no preparation.
    public func prepare(for model: ModelID) async {}
    /// Has nothing to learn.
    public func learn(from attempt: AttemptRecord) {}
}

/// A number of tokens, and whether it is exact.
public struct TokenCount: Sendable, Hashable {
    /// How many.
    public var tokens: Int
    /// Whether the model's own encoding counted them.
    public var isExact: Bool
    /// What a stand-in encoding counted, before calibration and buffer; nil when the count is exact or of another kind.
    public var counted: Int?

    /// Makes a count.
    public init(_ tokens: Int, isExact: Bool, counted: Int? = nil) {
        self.tokens = tokens
        self.isExact = isExact
        self.counted = counted
    }
}

/// The texts of prompts, behind their names.
public protocol PromptSource: Sendable {
    /// The prompt of that name with its variables filled in.
    ///
    /// - Throws: when there is none of that name or it needs a variable that is not given.
    func prompt(_ name: String, _ variables: [String: String]) throws -> String
}

/// A person who can be asked.
public protocol Person: Sendable {
    /// Asks and waits for the answer. No handler's clock runs meanwhile.
    ///
    /// - Throws: `CancellationError`.
    func answer(_ question: Question) async throws -> Answer
    /// Lets the person choose one of several ways to go on; nil when nobody is there to choose.
    ///
    /// - Throws: `CancellationError`.
    func choose(_ question: Question, among options: [String]) async throws -> Int?
}

extension Person {
    /// Nobody chooses.
    public func choose(_ question: Question, among options: [String]) async throws -> Int? { nil }
}

/// A question to a person.
public struct Question: Sendable, Hashable {
    /// Who asks, e.g. the tool.
    public var asker: String
    /// The question, one line.
    public var text: String
    /// What it is about in full, e.g. the command.
    public var detail: String?

    /// Makes a question.
    public init(asker: String, text: String, detail: String? = nil) {
        self.asker = asker
        self.text = text
        self.detail = detail
    }
}

/// A person's answer to a question.
public enum Answer: Sendable, Hashable {
    /// Yes, this time.
    case yes
    /// Yes, and do not ask again in this conversation.
    case always
    /// No, with a reason for the model if one was given.
    case no(String?)
}

/// Nobody is there: everything that needs a yes is refused.
public struct NobodyThere: Person {
    /// Why, and what would help.
    public var reason: String

    /// Makes an absent person.
    public init(reason: String) { self.reason = reason }

    /// Says no.
    public func answer(_ question: Question) async throws -> Answer { .no(reason) }
}

/// What the runtime stands on. Everything that differs between the product, a test and a program of one's own.
public final class RuntimeServices: Sendable {
    /// The durable record.
    public let ledger: any LedgerStore
    /// Where models come from.
    public let models: any ModelSource
    /// What usage costs.
    public let prices: any Pricing
    /// How many tokens things have.
    public let tokens: any TokenCounting
    /// The texts of prompts.
    public let prompts: any PromptSource
    /// Whom to ask.
    public let person: any Person
    /// The time.
    public let clock: any RuntimeClock
    /// Where extensions keep what outlives the process.
    public let records: any RecordStore

    /// Makes services.
    public init(
        ledger: any LedgerStore, models: any ModelSource, prices: any Pricing, tokens: any TokenCounting,
        prompts: any PromptSource, person: any Person, clock: any RuntimeClock = SystemClock(),
        records: any RecordStore = RecordsInMemory()
    ) {
        self.ledger = ledger
        self.models = models
        self.prices = prices
        self.tokens = tokens
        self.prompts = prompts
        self.person = person
        self.clock = clock
        self.records = records
    }
}
