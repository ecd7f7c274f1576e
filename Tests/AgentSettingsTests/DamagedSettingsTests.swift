import Foundation
import Testing

@testable import AgentSettings

@Suite struct DamagedSettingsTests {
    /// A repeatable source of numbers (SplitMix64).
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    @Test(arguments: [1, 20_261_121, 4_242])
    func `a damaged file is read or refused with lines, never more`(_ seed: UInt64) throws {
        var numbers = Numbers(state: seed)
        let folder = try TemporaryFolder()
        let original = Array(SettingsReadingTests.document.utf8)
        let pieces = [
            "{", "}", "[", "]", ":", "- ", "\n", "  ", "\t", "*a", "&a ", "!!", "'", "\"", "|", "\u{FFFD}", "?", "%",
        ]
        for round in 0..<300 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                let at = Int.random(in: 0..<bytes.count, using: &numbers)
                switch Int.random(in: 0..<4, using: &numbers) {
                case 0: bytes.remove(at: at)
                case 1: bytes[at] = UInt8.random(in: 0...255, using: &numbers)
                case 2: bytes.insert(contentsOf: pieces.randomElement(using: &numbers)?.utf8 ?? "".utf8, at: at)
                default: bytes.removeSubrange(at..<min(bytes.count, at + 20))
                }
            }
            try folder.write("farthing.yaml", Data(bytes))
            do {
                _ = try LoadedSettings.load(SettingsRequest(workingDirectory: folder.path, environment: [:]))
            } catch {
                let found = error.problems.map(\.description)
                #expect(!found.isEmpty)
                #expect(
                    found.allSatisfy { $0.wholeMatch(of: /farthing\.yaml:\d+:\d+: [^\n]+/) != nil },
                    "seed \(seed), round \(round): \(found)")
            }
        }
    }
}
