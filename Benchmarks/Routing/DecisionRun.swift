import AgentRuntime
import ComplexityRouting
import ConversationBudgets
import FarthingTesting
import LanguageModels
import Money
import NIOConcurrencyHelpers
import RunLedger

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Decisions as they happen: in a runtime with a ledger on disk, a budget, three tiers, a learned predictor, the prices
/// of the list and the record that is written. The time runs from the hook before the router's to the one after it.
struct DecisionRun {
    static let tiers: [Tier: [ModelID]] = [
        .simple: [ModelID(provider: "lab", name: "nano")], .standard: [ModelID(provider: "lab", name: "mini")],
        .premium: [ModelID(provider: "lab", name: "large")],
    ]

    /// Takes the time at its place among the handlers.
    private struct Watch: Extension {
        let manifest: ExtensionManifest
        let onPass: @Sendable () -> Void

        init(_ name: String, order: Int, onPass: @escaping @Sendable () -> Void) {
            manifest = ExtensionManifest(name: name, summary: "", order: order)
            self.onPass = onPass
        }

        func register(in hooks: inout Hooks, for run: Run) {
            hooks.messageLoopStart.add { _ in onPass() }
        }
    }

    private struct Times: Sendable {
        var begin = ContinuousClock.now
        var all: [Double] = []
    }

    private let folder: String
    private let test: TestRuntime
    private let times = NIOLockedValueBox(Times())

    init(_ predictor: Predictor) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "farthing-routing-\(UUID())").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let store = PredictorStore(stateFolder: folder)
        try store.save(predictor)
        let router = ComplexityRouting(RoutingRules(tiers: Self.tiers, store: store, escalates: true))
        let times = times
        let models = Self.tiers.values.flatMap(\.self).map { id in
            ScriptedModel(profile: ModelProfile(id: id, contextWindow: 1_000_000, maxOutputTokens: 4_096)) { _, _ in
                .text("Yes.")
            }
        }
        let budgets = BudgetPlan(rules: [
            .eachConversation: BudgetPlan.Rule(BudgetLimits(usd: Money(dollars: 1_000_000)))
        ])
        test = try TestRuntime(
            models[0], others: Array(models.dropFirst()),
            extensions: [
                ConversationBudgets(budgets),
                Watch("Before", order: 9) { times.withLockedValue { $0.begin = .now } }, router,
                Watch("After", order: 11) {
                    let now = ContinuousClock.now
                    times.withLockedValue { $0.all.append((now - $0.begin) / .microseconds(1)) }
                },
            ],
            ledger: SQLiteLedger(path: folder + "/ledger.db", durability: .normal), budgets: budgets)
    }

    /// Microseconds a decision takes. Every message differs from the ones before, so that none is answered from memory.
    func times(_ texts: [String], count: Int) async throws -> (p50: Double, p99: Double) {
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a leftover harms nobody
        var conversation = try await test.runtime.newConversation()
        for index in 0..<count {
            if index % 20 == 0 { conversation = try await test.runtime.newConversation() }
            _ = try await conversation.send("\(texts[index % texts.count]) \(index)") { _ in }
        }
        // The first ones open files and warm the caches.
        let all = times.withLockedValue { $0.all }.dropFirst(count / 20).sorted()
        return (all[all.count / 2], all[all.count * 99 / 100])
    }
}
