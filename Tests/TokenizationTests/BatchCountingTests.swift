import Testing

@testable import Tokenization

@Suite struct BatchCountingTests {
    @Test func `counts many texts in their order`() async throws {
        var random = SeededGenerator(seed: 3)
        let texts = (0..<700).map { _ in random.text(Int.random(in: 0...200, using: &random)) }
        #expect(try await Tokenizer.o200k_base.counts(of: texts) == texts.map { Tokenizer.o200k_base.count($0) })
        #expect(try await Tokenizer.o200k_base.counts(of: []) == [])
    }

    @Test func `stops when it is cancelled`() async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                withUnsafeCurrentTask { $0?.cancel() }
                do {
                    _ = try await Tokenizer.o200k_base.counts(of: ["a", "b"])
                    return false
                } catch {
                    return error is CancellationError
                }
            }
            for await stopped in group { #expect(stopped) }
        }
    }
}
