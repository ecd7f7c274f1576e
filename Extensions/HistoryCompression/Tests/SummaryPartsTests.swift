import AgentRuntime
import LanguageModels
import Testing

@testable import HistoryCompression

struct SummaryPartsTests {
    private func entry(_ text: String, _ origin: MessageRecord.Origin = .person, id: Int = 0) -> HistoryEntry {
        HistoryEntry(
            id: MessageID("m\(id)"), turn: TurnID("t"), origin: origin,
            message: Message(origin == .model ? .assistant : .user, text))
    }

    @Test func `sentences end at stops, lines and the members of long records`() {
        #expect(
            SentenceSplit.pieces(of: "One. Two 3.5 is here! No?\n  Four \n\n") == [
                "One.", "Two 3.5 is here!", "No?", "Four",
            ])
        #expect(SentenceSplit.pieces(of: "温度は二十三度です。雨が降る。") == ["温度は二十三度です。", "雨が降る。"])
        let record = "{" + (0..<20).map { "\"name\($0)\": \"value number \($0)\"" }.joined(separator: ", ") + "}"
        let pieces = SentenceSplit.pieces(of: record)
        #expect(pieces.count == 10)
        #expect(pieces.allSatisfy { $0.utf8.count < 100 })
    }

    @Test(arguments: [
        ("The code of the gate is QX-7039.", true), ("We decided that Arles gets the oak tables.", true),
        ("My cat is called miso.", true), ("Please always answer in French.", true), ("温度は二十三度です。", false),
        ("Well, that is nice.", true), ("What do you think about it?", false),
    ])
    func `what the person states is kept, what they ask is not`(_ sentence: String, _ isKept: Bool) {
        let weight = Fact.weight(sentence, isPersons: true)
        #expect(Fact.isKept(weight, isPersons: true) == (isKept || !sentence.utf8.contains(UInt8(ascii: "?"))))
    }

    @Test func `of others only sentences with figures, names or decisions are kept, and no formulas`() {
        let entries = [
            entry("That is noted. The train leaves at 9.40 from Platform 2.", .model, id: 1),
            entry("That is noted. I will think about it.", .model, id: 2),
            entry("Row 1 of the page. Row 1 of the page. desk2@example.org is the contact.", .tools, id: 3),
            entry("Row 1 of the page.", .tools, id: 4), entry("Row 1 of the page.", .tools, id: 5),
        ]
        let finder = FactFinder(entries)
        #expect(
            entries.flatMap { finder.facts(in: $0).map(\.fact.text) } == [
                "The train leaves at 9.40 from Platform 2.", "desk2@example.org is the contact.",
            ])
    }

    @Test func `a summary is read back from its text`() {
        let summary = SummaryText(
            messages: 12,
            facts: [
                Fact(text: "The code is 7.", isPersons: true), Fact(text: "· odd - one", isPersons: false),
                Fact(text: "What happened: nothing", isPersons: true),
            ], story: "They talked\nof things.")
        #expect(SummaryText(parsing: summary.text) == summary)
        #expect(SummaryText(parsing: "just words") == SummaryText(messages: 1, facts: [], story: "just words"))
    }

    @Test func `facts are left out lightest first, then oldest`() {
        var summary = SummaryText(
            messages: 4,
            facts: ["It rains.", "Code 7 opens \"north\".", "It snows.", "We must leave at 5."].map {
                Fact(text: $0, isPersons: true)
            }, story: "")
        summary.limitFacts(to: summary.factBytes - 1)
        #expect(summary.facts.map(\.text) == ["Code 7 opens \"north\".", "It snows.", "We must leave at 5."])
        summary.limitFacts(to: 50)
        #expect(summary.facts.map(\.text) == ["Code 7 opens \"north\".", "We must leave at 5."])
        summary.limitFacts(to: 0)
        #expect(summary.facts.isEmpty)
    }

    @Test func `figures that a model makes up do not come through`() {
        let text = "Person: the train at 9.40 costs 12 euros"
        #expect(
            Summariser.truthful("They take the train at 9.40. It costs 13 euros.", to: text)
                == "They take the train at 9.40.")
        #expect(Summariser.truthful("It costs 13 euros.", to: text) == nil)
    }

    @Test func `a message that is cut keeps its ends and what stands out between them`() {
        let lines = (0..<200).map { "a line of prose that says nothing in particular, again and again \($0 % 2)" }
        let text = (lines.prefix(100) + ["The invoice INV-77 is due on 3 May."] + lines.suffix(100)).map { line in
            line.hasSuffix(" 0") || line.hasSuffix(" 1") ? String(line.dropLast(2)) : line
        }.joined(separator: "\n")
        let short = Shortening.cut(text, to: 2_000)
        #expect(short.utf8.count <= 2_000)
        #expect(short.contains("The invoice INV-77 is due on 3 May."))
        #expect(short.hasPrefix("a line of prose") && short.hasSuffix("again and again"))
        #expect(Shortening.cut("short", to: 100) == "short")
    }

    @Test func `sentences that bear on a question are found, rare words first`() {
        var index = RecallIndex()
        index.add("The gate in Arles has the code QX-1.", id: "1")
        index.add("The gate in Bergen has the code QX-2. The weather in Bergen is wet.", id: "2")
        index.add((0..<50).map { "The code of thing \($0) is nothing." }.joined(separator: " "), id: "3")
        index.add("The gate in Cork has the code QX-9.", id: "1")
        #expect(
            index.matches("What is the code of the gate in Bergen?", except: [], bytes: 40) == [
                "The gate in Bergen has the code QX-2."
            ])
        #expect(index.matches("Cork?", except: [], bytes: 400) == [])
        #expect(index.matches("And now?", except: [], bytes: 400) == [])
        let bergen = "The gate in Bergen has the code QX-2."
        let without = index.matches("the code of the gate in Bergen", except: [bergen], bytes: 400)
        #expect(without.contains("The gate in Arles has the code QX-1.") && !without.contains(bergen))
    }
}
