import AgentRuntime
import ComplexityRouting
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import Testing

@Suite struct ModelChooserTests {
    private func candidate(_ name: String, _ tier: Tier, _ quality: Double, _ dollars: Int64) -> Candidate {
        Candidate(
            ModelID(provider: "lab", name: name), tier: tier, quality: quality,
            cost: Money(picodollars: dollars * 1_000_000))
    }

    @Test func `the cheapest model that is good enough is chosen`() throws {
        let choice = try #require(
            ModelChooser().choose([
                candidate("nano", .simple, 0.6, 1), candidate("mini", .standard, 0.75, 4),
                candidate("large", .premium, 0.95, 20),
            ]))
        #expect(choice.candidate.model.name == "mini")
        #expect(choice.fallbacks.map(\.name) == ["large", "nano"])
    }

    @Test func `a vetoed model is never chosen`() {
        var only = candidate("nano", .simple, 0.9, 1)
        only.vetoes = [.context]
        #expect(ModelChooser().choose([only]) == nil)
    }

    @Test func `the model of the last answer stays unless another saves enough`() throws {
        let models = [candidate("mini", .standard, 0.8, 100), candidate("other", .standard, 0.8, 104)]
        let current = ModelID(provider: "lab", name: "other")
        #expect(try #require(ModelChooser().choose(models, current: current)).candidate.model == current)
        let dearer = [candidate("mini", .standard, 0.8, 100), candidate("other", .standard, 0.8, 106)]
        #expect(try #require(ModelChooser().choose(dearer, current: current)).candidate.model.name == "mini")
    }

    @Test func `a cold model that is cheaper from the next message on is chosen, and the reason says so`() throws {
        var cold = candidate("mini", .standard, 0.8, 110)
        cold.outlook = Money(picodollars: 10_000_000)
        var warm = candidate("large", .premium, 0.9, 100)
        warm.outlook = Money(picodollars: 90_000_000)
        let choice = try #require(ModelChooser().choose([cold, warm], current: warm.model))
        #expect(choice.candidate.model == cold.model)
        #expect(choice.reason == "the cheapest of 2 good enough (70 % needed), the next message counted")
    }

    @Test func `near the end of the budget only the cheapest is asked`() throws {
        let models = [candidate("nano", .simple, 0.3, 1), candidate("large", .premium, 0.95, 20)]
        #expect(
            try #require(ModelChooser().choose(models, pressure: .cheapestOnly)).candidate.model.name == "nano")
    }

    /// Regret against trying every model: the cheapest with enough quality, else the best.
    @Test func `no choice is dearer than the best found by trying all`() throws {
        var random = StableRandom(seed: 7)
        for _ in 0..<2_000 {
            let models = (0..<Int.random(in: 1...6, using: &random)).map {
                candidate(
                    "m\($0)", Tier.allCases[Int.random(in: 0...2, using: &random)],
                    Double.random(in: 0...1, using: &random), Int64.random(in: 0...50, using: &random))
            }
            let choice = try #require(ModelChooser().choose(models))
            let enough = models.filter { $0.quality >= 0.7 }
            if let best = enough.compactMap(\.cost).min() {
                #expect(choice.candidate.cost == best)
            } else {
                #expect(choice.candidate.quality == models.map(\.quality).max())
            }
        }
    }
}
