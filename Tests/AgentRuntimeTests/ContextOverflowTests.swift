import FarthingTesting
import LanguageModels
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

@Suite struct ContextOverflowTests {
    private let long = ModelError(.contextTooLong, "too long", status: 400)

    /// Cuts the last message down to its first words, as often as it is asked.
    private struct Cutter: Extension {
        let manifest = ExtensionManifest(name: "cutter", summary: "")
        let words: [Int]
        let seen = NIOLockedValueBox<[ContextOverflow]>([])

        func register(in hooks: inout Hooks, for run: Run) {
            hooks.contextOverflow.add { [words, seen] overflow in
                let turn = seen.withLockedValue { seen in
                    seen.append(overflow)
                    return seen.count - 1
                }
                guard words.indices.contains(turn), var last = overflow.request.messages.popLast() else { return }
                last.content = [.text(last.text.split(separator: " ").prefix(words[turn]).joined(separator: " "))]
                overflow.request.messages.append(last)
            }
        }
    }

    @Test func `a prompt that was shortened goes to the same model again`() async throws {
        let cutter = Cutter(words: [3])
        let model = ScriptedModel([.failure(long), .text("fits")])
        let large = ScriptedModel(
            [.text("never")], profile: ModelProfile(id: ModelID(provider: "o", name: "l"), contextWindow: 1_000_000))
        let test = try TestRuntime(model, others: [large], extensions: [cutter], fallbacks: [large.profile.id])
        #expect(try await test.send("a b c d e f").text == "fits")
        #expect(model.requests.map { $0.messages.last?.text } == ["a b c d e f", "a b c"])
        #expect(large.requests.isEmpty)
        let overflow = try #require(cutter.seen.withLockedValue { $0.first })
        #expect(overflow.model == model.profile.id)
        #expect(overflow.contextWindow == 128_000)
        #expect(overflow.promptTokens == 9)
        #expect(overflow.largerModel == large.profile.id)
    }

    @Test func `left as it is, or made no shorter, it goes to a larger model`() async throws {
        for words in [[], [6], [100]] {
            let cutter = Cutter(words: words)
            let large = ScriptedModel(
                [.text("large")], profile: ModelProfile(id: ModelID(provider: "o", name: "l"), contextWindow: 900_000))
            let test = try TestRuntime(
                ScriptedModel([.failure(long)]), others: [large], extensions: [cutter], fallbacks: [large.profile.id])
            #expect(try await test.send("a b c d e f").text == "large")
            #expect(large.requests.map { $0.messages.last?.text } == ["a b c d e f"])
        }
    }

    @Test func `a model that is never content is asked four times, and the refusal is said`() async throws {
        let cutter = Cutter(words: [6, 5, 4, 3, 2, 1])
        let model = ScriptedModel { _, _ in throw ModelError(.contextTooLong, "too long") }
        let test = try TestRuntime(model, extensions: [cutter])
        let error = await #expect(throws: ModelError.self) { try await test.send("a b c d e f g h") }
        #expect(error?.code == .contextTooLong)
        #expect(model.requests.count == 4)
    }
}
