public import Money

/// What was saved against a stated baseline, and by what. A part is negative where something cost more than it saved.
///
/// Nothing is counted twice: the parts are the steps of one walk from the baseline's price to what was paid, each the
/// difference of two prices (see `SavingsSplit`), so they add up to `baseline − cost` exactly.
public struct Savings: Sendable, Hashable, Codable {
    /// By answers that needed no provider.
    public var cache: Money
    /// By asking another model than the baseline's.
    public var routing: Money
    /// By a shorter prompt.
    public var compression: Money
    /// By the provider's own cache of the prompt's beginning.
    public var promptCache: Money
    /// By another service tier than the standard one, batches above all.
    public var batch: Money

    /// Makes savings.
    public init(
        cache: Money = .zero, routing: Money = .zero, compression: Money = .zero, promptCache: Money = .zero,
        batch: Money = .zero
    ) {
        self.cache = cache
        self.routing = routing
        self.compression = compression
        self.promptCache = promptCache
        self.batch = batch
    }

    /// The parts by the names reports use.
    public var parts: [(name: String, amount: Money)] {
        [
            ("cache", cache), ("routing", routing), ("compression", compression), ("prompt_cache", promptCache),
            ("batch", batch),
        ]
    }

    /// The sum of the parts.
    public var total: Money { cache + routing + compression + promptCache + batch }

    /// Adds part by part.
    public static func + (a: Savings, b: Savings) -> Savings {
        Savings(
            cache: a.cache + b.cache, routing: a.routing + b.routing, compression: a.compression + b.compression,
            promptCache: a.promptCache + b.promptCache, batch: a.batch + b.batch)
    }

    /// Adds in place.
    public static func += (a: inout Savings, b: Savings) { a = a + b }
}
