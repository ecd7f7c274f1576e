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

    /// A process of its own, on records that outlive it: what `count` messages are answered with.
    private func process(
        _ experiments: Experiments, on records: RecordsInMemory, tried: ScriptedModel, messages count: Int
    ) async throws -> [String] {
        let usual = ScriptedModel { _, _ in .text("usual") }
        let runtime = Runtime(
            configuration: RuntimeConfiguration(
                chat: SlotConfiguration(model: usual.profile.id), workspace: "/nowhere"),
            services: RuntimeServices(
                ledger: InMemoryLedger(), models: ModelShelf([usual, tried]), prices: FlatPricing(),
                tokens: WordTokens(), prompts: PlainPrompts(), person: ScriptedPerson([]), clock: ManualClock(),
                records: records),
            extensions: try ExtensionSet([(experiments as any Extension, .bundled)]), tools: [])
        let log = EventLog()
        var answers: [String] = []
        for _ in 0..<count {
            answers.append(try await runtime.newConversation().send("go", onEvent: log.sink).text)
        }
        return answers
    }

    @Test func `outcomes add up over restarts, and a model that was stopped stays stopped`() async throws {
        let profile = ModelProfile(id: Self.tried, contextWindow: 100_000, maxOutputTokens: 4_096)
        let tried = ScriptedModel(profile: profile) { _, _ in .text("cut").finishing(.length) }
        let records = RecordsInMemory()
        func experiments(_ share: Double) -> Experiments {
            Experiments(ExperimentPlan(name: "x", model: Self.tried, share: share))
        }
        _ = try await process(experiments(0), on: records, tried: tried, messages: 50)
        let begun = experiments(1)
        _ = try await process(begun, on: records, tried: tried, messages: 49)
        #expect(begun.standing.control.trials == 50)
        #expect(begun.standing.treatment.trials == 49)
        #expect(begun.standing.verdict == .undecided)

        let stopped = experiments(1)
        #expect(try await process(stopped, on: records, tried: tried, messages: 2) == ["cut", "usual"])
        #expect(stopped.standing.verdict == .worse)

        let later = experiments(1)
        #expect(try await process(later, on: records, tried: tried, messages: 1) == ["usual"])
        #expect(later.standing == stopped.standing)
        #expect(later.standing.treatment.trials == 50)
        #expect(tried.requests.count == 50)
    }

    @Test func `another model under the same name begins anew`() async throws {
        let tried = ScriptedModel(profile: ModelProfile(id: Self.tried)) { _, _ in .text("tried") }
        let records = RecordsInMemory()
        let first = Experiments(ExperimentPlan(name: "x", model: Self.tried, share: 0))
        _ = try await process(first, on: records, tried: tried, messages: 3)
        let other = ModelID(provider: "lab", name: "other")
        let second = Experiments(ExperimentPlan(name: "x", model: other, share: 0))
        _ = try await process(second, on: records, tried: tried, messages: 1)
        #expect(second.standing.control.trials == 1)
    }
}
