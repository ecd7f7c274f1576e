import AgentRuntime
import ComplexityRouting
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import Testing

/// What the router's choices cost beside the best that could have been chosen.
@Suite struct RegretTests {
    private static let questions = [
        "What is Python?", "Define machine learning", "When was Python created?", "Who invented the telephone?",
        "Explain how neural networks work", "Summarize the benefits of cloud computing",
        "Why is Python popular for data science?", "Compare Python and Java for enterprise applications",
        "Design a microservices architecture for e-commerce",
        "Analyze the trade-offs between SQL and NoSQL databases",
    ]

    /// The oracle knows what the router cannot: all messages of the conversation and how long the answers are. What
    /// counts as good enough for each message is the same for both.
    @Test func `conversations cost less than a hundredth more than the best of all assignments`() async throws {
        let seed = UInt64.random(in: 0...(.max))
        var random = StableRandom(seed: seed)
        var (spent, least) = (Money.zero, Money.zero)
        for _ in 0..<200 {
            let lab = try lab(&random)
            let steps = conversation(&random)
            let decisions = try await lab.converse(steps)
            try #require(decisions.count == steps.count, "seed \(seed)")
            for decision in decisions {
                #expect(ModelChooser.again(decision.detail)?.candidate.model == decision.chosen, "seed \(seed)")
            }
            let paid = try await lab.test.ledger.attempts(SpendFilter(), limit: 100).reduce(Money.zero) {
                $0 + ($1.settlement?.cost ?? .zero)
            }
            // The lab's arithmetic is that of the bill.
            try #require(lab.cost(steps, decisions.map(\.chosen)) == paid, "seed \(seed)")
            let best = try #require(cheapest(lab, steps, decisions.map { allowed($0) }), "seed \(seed)")
            try #require(best <= paid, "seed \(seed)")
            spent += paid
            least += best
        }
        let regret = Double(spent.picodollars) / Double(least.picodollars) - 1
        #expect(regret < 0.01, "seed \(seed)")
        print("regret \(regret), seed \(seed)")
    }

    /// Three or four models; what a tier costs differs from lab to lab by up to a factor of four.
    private func lab(_ random: inout StableRandom) throws -> PromptCacheLab {
        func model(_ name: String) -> ModelID { ModelID(provider: "lab", name: name) }
        func rate(_ usual: Int) -> Int { usual * Int.random(in: 50...200, using: &random) / 100 }
        let hasOther = Bool.random(using: &random)
        return try PromptCacheLab(
            [
                .simple: [model("nano")], .standard: [model("mini")] + (hasOther ? [model("other")] : []),
                .premium: [model("large")],
            ],
            rates: [
                "nano": rate(1_000_000), "mini": rate(5_000_000), "other": rate(5_000_000), "large": rate(25_000_000),
            ])
    }

    /// Up to five messages, each once, with pauses in which caches stay warm, or now and then do not.
    private func conversation(_ random: inout StableRandom) -> [PromptCacheLab.Step] {
        var history = Int.random(in: 1_000...6_000, using: &random)
        return Self.questions.shuffled(using: &random).prefix(Int.random(in: 2...5, using: &random)).map { text in
            let step = PromptCacheLab.Step(
                text: text, promptTokens: history + Int.random(in: 20...600, using: &random),
                outputTokens: Int.random(in: 50...1_500, using: &random),
                pause: Int.random(in: 0..<8, using: &random) == 0 ? 400 : Int.random(in: 1...120, using: &random))
            history = step.promptTokens + step.outputTokens
            return step
        }
    }

    /// The models that may answer a message: those whose quality is enough, or where none's is, the best; and whoever
    /// the router let answer it.
    private func allowed(_ decision: DecisionRecord) -> Set<ModelID> {
        let open = (decision.detail["candidates"]?.arrayValue ?? []).compactMap { Candidate(json: $0) }
            .filter { $0.vetoes.isEmpty }
        let required = min(ModelChooser().required(under: .none), open.map(\.quality).max() ?? 0)
        return Set(open.filter { $0.quality >= required }.map(\.model)).union([decision.chosen])
    }

    /// The lowest cost over all assignments of those models.
    private func cheapest(
        _ lab: PromptCacheLab, _ steps: [PromptCacheLab.Step], _ allowed: [Set<ModelID>]
    ) -> Money? {
        var assignments: [[ModelID]] = [[]]
        for models in allowed {
            assignments = assignments.flatMap { begun in models.map { begun + [$0] } }
        }
        return assignments.map { lab.cost(steps, $0) }.min()
    }
}
