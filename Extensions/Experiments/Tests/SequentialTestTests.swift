import Experiments
import Testing

@Suite struct SequentialTestTests {
    private struct Source: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    /// Whether the arms are ever called different when looked at after every outcome.
    private func isCalled(_ control: Double, _ treatment: Double, seed: UInt64, looks: Int) -> Bool {
        var random = Source(state: seed)
        var test = SequentialTest()
        for look in 0..<looks {
            let isTreatment = look % 2 == 1
            let rate = isTreatment ? treatment : control
            test.note(Double.random(in: 0..<1, using: &random) < rate ? 1 : 0, isTreatment: isTreatment)
            if test.verdict != .undecided { return true }
        }
        return false
    }

    @Test(arguments: [0.5, 0.8, 0.95])
    func `equal arms are called different at most one time in twenty, however often one looks`(rate: Double) {
        let false_ = (0..<1_000).count { isCalled(rate, rate, seed: UInt64($0) + 1, looks: 1_000) }
        #expect(false_ <= 50)
    }

    @Test func `a clear loss is found`() {
        let found = (0..<100).count { isCalled(0.9, 0.6, seed: UInt64($0) + 1, looks: 1_000) }
        #expect(found >= 99)
    }

    @Test func `the hash spreads conversations by the share and keeps them there`() {
        let plan = (0..<20_000).count { StableHash.place(of: "conversation-\($0)", salt: "x") < 0.1 }
        #expect((1_800...2_200).contains(plan))
        #expect(StableHash.place(of: "a", salt: "x") == StableHash.place(of: "a", salt: "x"))
        #expect(StableHash.place(of: "a", salt: "x") != StableHash.place(of: "a", salt: "y"))
    }
}
