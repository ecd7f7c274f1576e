/// The prices of a model that are not by the token.
struct UnitPrices: Sendable, Hashable {
    /// A rate for every `per` units.
    struct UnitRate: Sendable, Hashable {
        var rate: Rate
        var per: Int64
    }

    /// The fee of every request.
    var perRequest: Rate = .zero
    /// By kind of unit.
    var units: [BilledUnit: UnitRate] = [:]
    /// By kind of tool at the provider.
    var tools: [ServerTool: UnitRate] = [:]
    /// Whether a search is charged once a prompt, however many queries it makes (Gemini 2).
    var searchesArePerPrompt = false

    /// Whether nothing here costs anything.
    var isEmpty: Bool { perRequest == .zero && units.isEmpty && tools.isEmpty }

    /// Adds what the units and tools of a usage cost, and the request fee.
    ///
    /// A tool without a price makes the sum unknown. A unit without a price does so only when the call used no
    /// tokens: otherwise its tokens are what is billed.
    func add(_ usage: Usage, to sum: inout AttoSum) {
        sum.add(1, perRequest.attodollars)
        for (tool, count) in usage.serverTools where count > 0 {
            guard let price = price(of: tool) else {
                sum.addUnknown()
                continue
            }
            sum.add(billed(tool, count), price.rate.attodollars, per: price.per)
        }
        for (unit, count) in usage.units where count > 0 {
            if let price = units[unit] {
                sum.add(count, price.rate.attodollars, per: price.per)
            } else if usage.totalTokens == 0 {
                sum.addUnknown()
            }
        }
    }

    func billed(_ tool: ServerTool, _ count: Int) -> Int {
        searchesArePerPrompt && tool != .codeInterpreter && tool != .fileSearch ? min(count, 1) : count
    }

    func price(of tool: ServerTool) -> UnitRate? {
        tools[tool] ?? (tool == .webSearch ? tools[.webSearchMedium] : nil)
    }
}
