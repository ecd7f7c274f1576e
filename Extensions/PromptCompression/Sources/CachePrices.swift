import AgentRuntime
import LanguageModels
import Money

/// What a token of a prompt costs when the provider has it in its cache, and when it has not.
struct CachePrices: Sendable, Hashable {
    /// A million tokens read afresh.
    var fresh: Money
    /// A million tokens read from the cache.
    var cached: Money
    /// Whether the model has a price at all.
    var isKnown = true

    /// Makes prices.
    init(fresh: Money, cached: Money) {
        self.fresh = fresh
        self.cached = cached
    }

    /// The prices of a model; without any, everything is free and nothing is lost.
    init(run: Run, model: ModelID) {
        let price = run.cost(of: Usage(input: 1_000_000), model: model)
        isKnown = price != nil
        fresh = price ?? .zero
        cached = min(fresh, run.cost(of: Usage(cacheRead: 1_000_000), model: model) ?? fresh)
    }

    /// What so many tokens cost from the cache, rounded down.
    func cached(_ tokens: Int) -> Money { Money(picodollars: cached.picodollars / 1_000_000) * tokens }

    /// Whether to change a prompt that the provider may have in its cache.
    ///
    /// A change costs once: what stands behind it is read afresh. It saves with each call to come: the bytes that are
    /// gone need not be read, at the cache's price once it is warm again.
    ///
    /// - Parameters:
    ///   - saved: how many bytes the change takes away.
    ///   - reread: how many bytes from the change on were in the cache and are read afresh.
    ///   - calls: how often the prompt will be sent, about.
    func pays(saved: Int, reread: Int, calls: Int) -> Bool {
        let gain = cached * saved * max(1, calls)
        return gain >= (fresh - cached) * reread
    }
}
