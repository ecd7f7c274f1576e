import ComplexityRouting
import Testing

@Suite struct ComplexityTests {
    @Test(arguments: [
        ("What is Python?", Tier.simple), ("Define machine learning", .simple), ("When was Python created?", .simple),
        ("Who invented the telephone?", .simple), ("What's 2+2?", .simple),
        ("Explain how neural networks work", .standard), ("Summarize the benefits of cloud computing", .standard),
        ("Why is Python popular for data science?", .standard),
        ("Compare Python and Java for enterprise applications", .premium),
        ("Design a microservices architecture for e-commerce", .premium),
        ("Analyze the trade-offs between SQL and NoSQL databases", .premium),
    ])
    func `everyday questions land in their tiers`(question: String, tier: Tier) {
        #expect(TierCuts().tier(of: Complexity(MessageScan(question)).score) == tier)
    }

    @Test func `the score is the weighted sum of its factors`() {
        let complexity = Complexity(MessageScan("Explain briefly, step by step, how to prove that 2 is prime."))
        let sum = complexity.factors.reduce(0) { $0 + $1.value * $1.weight }
        #expect(abs(complexity.score - max(0, min(1, sum))) < 1e-12)
    }

    @Test func `an empty message scores nothing`() {
        #expect(Complexity(MessageScan("")).score == 0)
        #expect(Complexity(MessageScan(" \n\t ")).score == 0)
    }

    @Test func `a long message is read at its ends only`() {
        let scan = MessageScan(String(repeating: "word ", count: 300_000))
        #expect(scan.totalBytes == 1_500_000)
        #expect(scan.bytes == MessageScan.Limits.head + MessageScan.Limits.tail)
        #expect(Predictor().predict(scan).score > 0.3)
    }
}
