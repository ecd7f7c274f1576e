import AgentRuntime
import Experiments
import FarthingTesting
import LanguageModels
import Testing

@Suite struct ExperimentConversationTests {
    private static let tried = ModelID(provider: "lab", name: "tried")

    /// Names the model for the person.
    private struct Fixing: Extension {
        let manifest = ExtensionManifest(name: "Fixing", summary: "Names the model.", order: 1)
        let isFixed: Bool

        func register(in hooks: inout Hooks, for run: Run) {
            hooks.messageLoopStart.add { loop in loop.route.isFixed = isFixed }
        }
    }

    private func run(_ experiments: Experiments, isFixed: Bool) async throws -> [String] {
        let profile = ModelProfile(id: Self.tried, contextWindow: 100_000, maxOutputTokens: 4_096)
        let test = try TestRuntime(
            ScriptedModel { _, _ in .text("usual") },
            others: [ScriptedModel(profile: profile) { _, _ in .text("tried") }],
            extensions: [Fixing(isFixed: isFixed), experiments])
        var answers: [String] = []
        for text in ["a", "b", "c"] { answers.append(try await test.send(text).text) }
        return answers
    }

    @Test func `conversations of the share try the model, and their answers count for it`() async throws {
        let experiments = Experiments(ExperimentPlan(name: "x", model: Self.tried, share: 1))
        #expect(try await run(experiments, isFixed: false) == ["tried", "tried", "tried"])
        #expect(experiments.standing.treatment.trials == 3)
        #expect(experiments.standing.treatment.successes == 3)
        #expect(experiments.standing.control.trials == 0)
    }

    @Test func `the others count as they are answered otherwise`() async throws {
        let experiments = Experiments(ExperimentPlan(name: "x", model: Self.tried, share: 0))
        #expect(try await run(experiments, isFixed: false) == ["usual", "usual", "usual"])
        #expect(experiments.standing.control.trials == 3)
        #expect(experiments.standing.treatment.trials == 0)
    }

    @Test func `a model that the person named is no part of the comparison`() async throws {
        for share in [0.0, 1] {
            let experiments = Experiments(ExperimentPlan(name: "x", model: Self.tried, share: share))
            #expect(try await run(experiments, isFixed: true) == ["usual", "usual", "usual"])
            #expect(experiments.standing.control.trials == 0)
            #expect(experiments.standing.treatment.trials == 0)
        }
    }
}
