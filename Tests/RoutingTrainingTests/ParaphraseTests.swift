import ComplexityRouting
import RoutingTraining
import Testing

@Suite struct ParaphraseTests {
    private static let text = "John doesn't have a car, and it is late. What is the total amount he must find?"

    @Test(arguments: [
        (Paraphrase.polite, "Could you please help me with this? \(text)\nThank you very much!"),
        (.casing, "john doesn't have a car, and it is late. what is the total amount he must find?"),
        (.punctuation, "John doesn't have a car; and it is late. What is the total amount he must find"),
        (.contractions, "John does not have a car, and it's late. What's the total amount he must find?"),
        (.synonyms, "John doesn't have a automobile, and it is late. What is the overall quantity he must determine?"),
        (.order, "What is the total amount he must find? John doesn't have a car, and it is late."),
    ])
    func `each way says the same otherwise`(way: Paraphrase, expected: String) {
        #expect(way.said(Self.text) == expected)
    }

    @Test func `the halves of a single sentence change places`() {
        #expect(Paraphrase.order.said("If it rains, where do birds go?") == "Where do birds go, if it rains?")
        #expect(Paraphrase.order.said("Where do birds go?") == "Where do birds go?")
    }

    @Test(arguments: ["", "?", "\n\n", ", ", "a,", "é, ü."])
    func `odd messages come out whole`(text: String) {
        for way in Paraphrase.allCases { #expect(way.said(text).utf8.count >= 0) }
    }

    @Test func `what was learned holds for messages that are said otherwise`() throws {
        let samples = try (0..<600).map { index in
            let text =
                index.isMultiple(of: 2) ? "Prove lemma \(index % 9) of the book." : "Which moon is number \(index % 9)?"
            return Trainer.Sample(
                try OutcomeRow(
                    line: "{\"prompt\":\"\(text)\",\"weak_correct\":\(index % 2),\"strong_correct\":1}".utf8))
        }
        let found = try #require(ParaphraseStability.measure(samples).first)
        #expect(found.rows == 120)
        let polite = try #require(found.same.first { $0.way == .polite })
        #expect(polite.share == 1)
        #expect(found.same.allSatisfy { $0.share > 0.5 })
    }
}
