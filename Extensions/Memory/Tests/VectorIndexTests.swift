import Testing

@testable import Memory

@Suite struct VectorIndexTests {
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private func unit(_ dimension: Int, _ random: inout Random) -> [Float] {
        let vector = (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }

    @Test(arguments: [1, 7, 31, 32, 384, 1000])
    func `finds what comparing every vector finds`(dimension: Int) {
        for seed in 1...5 as ClosedRange<UInt64> {
            var random = Random(state: seed)
            var index = VectorIndex(dimension: dimension)
            var rows: [Int64: [Float]] = [:]
            for key in 0..<300 as Range<Int64> {
                let vector = unit(dimension, &random)
                rows[key] = vector
                index.add(vector, key: key)
            }
            for key in [0, 299, 17] as [Int64] {
                index.remove(key: key)
                rows[key] = nil
            }
            let query = unit(dimension, &random)
            let found = index.nearest(to: query, limit: 10)
            let best = rows.values.map { zip($0, query).reduce(Float(0)) { $0 + $1.0 * $1.1 } }.sorted(by: >)
            #expect(found.count == 10)
            for (match, similarity) in zip(found, best) {
                #expect(abs(match.similarity - similarity) < 1e-5, "seed \(seed)")
            }
            #expect(Set(found.map(\.key)).isDisjoint(with: [0, 299, 17]))
        }
    }

    @Test func `equal vectors come by key, and an empty index has none`() {
        var index = VectorIndex(dimension: 4)
        #expect(index.nearest(to: [1, 0, 0, 0], limit: 3).isEmpty)
        for key in [5, 2, 9] as [Int64] { index.add([0, 1, 0, 0], key: key) }
        #expect(index.nearest(to: [0, 1, 0, 0], limit: 2).map(\.key) == [2, 5])
        #expect(index.nearest(to: [0, 1, 0, 0], limit: 9).map(\.similarity) == [1, 1, 1])
    }
}
