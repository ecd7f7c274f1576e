import ComplexityRouting
import RoutingTraining
import Testing

@Suite struct PredictorTests {
    /// Questions about planets are easy for the weak model, questions about proofs are not.
    private func samples(_ count: Int) -> [Trainer.Sample] {
        var random = StableRandom(seed: 3)
        let planets = ["mars", "venus", "saturn", "jupiter", "neptune", "mercury"]
        return (0..<count).compactMap { index in
            let isHard = index % 2 == 0
            let planet = planets[Int.random(in: 0..<planets.count, using: &random)]
            let text = isHard ? "lemma number \(index % 7) about \(planet)" : "moons number \(index % 7) of \(planet)"
            let line = """
                {"id":"\(index)","prompt":"\(text)","weak_correct":\(isHard ? 0 : 1),"strong_correct":1}
                """
            do { return Trainer.Sample(try OutcomeRow(line: line.utf8)) } catch { return nil }
        }
    }

    @Test func `what is learned ranks hard messages above easy ones`() {
        let samples = samples(400)
        let predictor = Trainer.train(samples, line: Trainer.Line(samples))
        let hard = predictor.predict(MessageScan("lemma number 3 about venus"))
        let easy = predictor.predict(MessageScan("moons number 3 of venus"))
        #expect(hard.score > easy.score)
        #expect(hard.confidence > 0.7)
        #expect(predictor.outcomes == 400)
    }

    @Test func `a stored predictor predicts the same to the last bit`() throws {
        let samples = samples(200)
        let predictor = Trainer.train(samples, line: Trainer.Line(samples))
        let again = try Predictor(bytes: predictor.bytes)
        #expect(again.bytes == predictor.bytes)
        let scan = MessageScan("lemma number 5 about mars")
        #expect(again.predict(scan).need == predictor.predict(scan).need)
        #expect(predictor.bytes.count < 2_000_000)
    }

    @Test func `a damaged file is refused`() {
        var bytes = Predictor().bytes
        bytes[bytes.count / 2] ^= 1
        #expect(throws: PredictorError.self) { try Predictor(bytes: bytes) }
    }

    @Test func `broken lines are named and the good ones used`() throws {
        let text = """
            {"prompt":"a","weak_correct":1,"strong_correct":1}
            {"prompt":
            {"prompt":"b","correct":{"x":2}}

            {"query":"c","correct":{"x":0.5,"y":1}}
            """
        let file = try OutcomeFile(bytes: Array(text.utf8))
        #expect(file.rows.map(\.prompt) == ["a", "c"])
        #expect(file.problems.map(\.line) == [2, 3])
    }

    @Test func `equal scores share their place, so that a constant has an area of one half`() throws {
        let gap = try #require(GapRecovered([(1, 1), (1, 0), (1, 1), (1, -1)]))
        #expect(gap.apgr == 0.5)
        #expect(gap.cpt50 == 0.5)
    }

    @Test func `outcomes one at a time teach it too`() {
        let samples = samples(600)
        var predictor = Trainer.cold(Trainer.Line(samples))
        for sample in samples { predictor.learnOnline(sample.features, sample.row.quality) }
        let hard = predictor.predict(MessageScan("lemma number 1 about saturn"))
        let easy = predictor.predict(MessageScan("moons number 1 of saturn"))
        #expect(hard.need > easy.need)
    }
}
