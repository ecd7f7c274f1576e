package import AgentRuntime
import LanguageModels
import NIOConcurrencyHelpers

/// Tries a model on a share of the conversations and compares how often its answers can be used.
///
/// The metric is declared beforehand: a call that ends with an answer which is neither empty, refused, filtered nor cut
/// off is a success. When the model tried turns out worse, the experiment stops by itself and says so. How it stands
/// outlives the process.
package struct Experiments: Extension {
    package let manifest = ExtensionManifest(
        name: "Experiments", summary: "Tries a model on a share of the conversations.", order: 12,
        after: ["ComplexityRouting"])
    private let plan: ExperimentPlan
    private let book: ExperimentBook

    package init(_ plan: ExperimentPlan) {
        self.plan = plan
        book = ExperimentBook(plan)
    }

    /// How the arms stand.
    package var standing: SequentialTest { book.standing }

    package func register(in hooks: inout Hooks, for run: Run) {
        let isTreated = plan.includes(run.conversation.text)
        // A model that the person named is no part of the comparison; nor is anything while the earlier outcomes cannot
        // be read.
        let counts = NIOLockedValueBox(false)
        hooks.messageLoopStart.add { (loop: inout LoopState) async throws in
            let isFixed = loop.route.isFixed
            counts.withLockedValue { $0 = false }
            guard !isFixed else { return }
            try await book.load(from: run.records)
            counts.withLockedValue { $0 = true }
            guard isTreated, standing.verdict != .worse else { return }
            let usual = loop.route.model
            guard usual != plan.model else { return }
            loop.route.fallbacks = [usual] + loop.route.fallbacks.filter { $0 != usual && $0 != plan.model }
            loop.route.model = plan.model
            loop.route.reason = "experiment \(plan.name) tries \(plan.model) on this conversation"
        }
        hooks.chatModelCallAfter.add { (report: inout CallReport) async throws in
            guard report.call.purpose == .chat, report.outcome != .cancelled, counts.withLockedValue({ $0 }) else {
                return
            }
            let isOver = book.note(Self.isSuccess(report) ? 1 : 0, isTreatment: isTreated)
            try await book.save(to: run.records)
            if isOver { try await run.emit(.notice(Self.report(plan, standing))) }
        }
    }

    private static func isSuccess(_ report: CallReport) -> Bool {
        guard let response = report.response else { return false }
        switch response.finishReason {
        case .length, .refusal, .contentFilter: return false
        default: return !response.message.text.isEmpty || !response.message.toolCalls.isEmpty
        }
    }

    /// One line for a person.
    package static func report(_ plan: ExperimentPlan, _ test: SequentialTest) -> String {
        func arm(_ arm: SequentialTest.Arm) -> String { "\(Int(arm.successes)) of \(arm.trials)" }
        let verdict =
            switch test.verdict {
            case .undecided: "no difference is shown yet"
            case .better: "it is better"
            case .worse: "it is worse, so the experiment has stopped"
            }
        return "Experiment \(plan.name): \(plan.model) answered \(arm(test.treatment)), the others "
            + "\(arm(test.control)); \(verdict)."
    }
}
