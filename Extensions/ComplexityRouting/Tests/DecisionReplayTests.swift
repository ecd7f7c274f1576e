import ComplexityRouting
import ExactJSON
import LanguageModels
import Money
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A decision is a function of what its record holds.
@Suite struct DecisionReplayTests {
    private static let isFull = getenv("FARTHING_TESTS").map { String(cString: $0) == "full" } ?? false

    @Test func `recorded decisions come out the same again`() throws { try replay(2_000) }

    @Test(.enabled(if: isFull)) func `100,000 recorded decisions come out the same again, at full size`() throws {
        try replay(100_000)
    }

    private func replay(_ count: Int) throws {
        let seed = UInt64.random(in: 0...(.max))
        var random = StableRandom(seed: seed)
        for number in 0..<count {
            let models = (0..<Int.random(in: 1...6, using: &random)).map { candidate($0, &random) }
            let chooser = ModelChooser(
                strategy: .allCases[Int.random(in: 0...2, using: &random)],
                threshold: Double.random(in: 0.3...0.9, using: &random))
            let current = Bool.random(using: &random) ? models.randomElement(using: &random)?.model : nil
            let pressure = ModelChooser.Pressure(rawValue: Int.random(in: 0...2, using: &random)) ?? .none
            let floor = Tier.allCases[Int.random(in: 0...2, using: &random)]
            let choice = chooser.choose(models, current: current, pressure: pressure, floor: floor)
            // What the ledger keeps.
            let record: JSONValue = [
                "strategy": .string(chooser.strategy.rawValue), "quality_threshold": .exact(chooser.threshold),
                "pressure": JSONValue(pressure.rawValue), "floor": .string(floor.rawValue),
                "current": current.map { .string($0.description) } ?? .null, "candidates": .array(models.map(\.json)),
            ]
            let again = ModelChooser.again(try JSONValue(parsing: record.text.utf8))
            guard again != choice else { continue }
            Issue.record(
                "seed \(seed), decision \(number): \(String(describing: again)), not \(String(describing: choice))")
            return
        }
    }

    /// A candidate of any quality, often just at a threshold, sometimes without a price or ruled out.
    private func candidate(_ number: Int, _ random: inout StableRandom) -> Candidate {
        let cost = Int64.random(in: 0...50, using: &random)
        var candidate = Candidate(
            ModelID(provider: "lab", name: "m\(number)"), tier: .allCases[Int.random(in: 0...2, using: &random)],
            quality: Double.random(in: 0...1, using: &random),
            cost: cost == 0 ? nil : Money(picodollars: cost * 1_000_003),
            prefixLoss: Money(picodollars: Int64.random(in: 0...9, using: &random)))
        candidate.outlook = Money(picodollars: Int64.random(in: 0...50, using: &random) * 1_000_003)
        candidate.escalation = Money(picodollars: Int64.random(in: 0...9, using: &random))
        if cost == 0 { candidate.vetoes.append(.unpriced) }
        if Int.random(in: 0..<5, using: &random) == 0 { candidate.vetoes.append(.context) }
        return candidate
    }
}
