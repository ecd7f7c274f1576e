import AgentRuntime
import NIOConcurrencyHelpers

/// How an experiment stands, kept across restarts and between processes.
///
/// A record a name holds the sums. Each save first takes in what other processes wrote and adds its own outcomes to that;
/// of two that save in the same moment, one may lose the outcomes of that moment.
final class ExperimentBook: Sendable {
    /// What an answer came to.
    private struct Outcome {
        var mark: Double
        var isTreatment: Bool
    }

    private struct State {
        /// What the store holds and what is not saved yet, together.
        var test: SequentialTest
        var unsaved: [Outcome] = []
        var revision: Int64 = 0
        var isLoaded = false
        var isSaving = false
        /// Names that are one too many.
        var surplus: [String] = []

        mutating func note(_ outcome: Outcome) {
            test.note(outcome.mark, isTreatment: outcome.isTreatment)
            unsaved.append(outcome)
            // A store that cannot be written: the oldest are counted here only.
            if unsaved.count > ExperimentBook.mostUnsaved { unsaved.removeFirst() }
        }

        /// Goes on from what the store holds.
        mutating func take(_ stored: SequentialTest) {
            test = stored
            for outcome in unsaved { test.note(outcome.mark, isTreatment: outcome.isTreatment) }
        }
    }

    /// Experiments that are kept; beyond them the one that has rested longest is forgotten.
    private static let most = 100
    private static let mostUnsaved = 1_000

    private let plan: ExperimentPlan
    private let collection = RecordCollection(owner: "Experiments", name: "standing")
    private let state: NIOLockedValueBox<State>

    init(_ plan: ExperimentPlan) {
        self.plan = plan
        state = NIOLockedValueBox(State(test: SequentialTest(level: plan.level)))
    }

    /// How the arms stand.
    var standing: SequentialTest { state.withLockedValue { $0.test } }

    /// Reads how the experiment stands, the first time.
    ///
    /// - Throws: `LedgerError`.
    func load(from records: any RecordStore) async throws {
        guard !state.withLockedValue({ $0.isLoaded }) else { return }
        try await look(at: records)
    }

    /// Adds an outcome of 0…1, unless the model tried is known to be worse.
    ///
    /// - Returns: whether it is known from now on.
    func note(_ mark: Double, isTreatment: Bool) -> Bool {
        state.withLockedValue { state in
            guard state.test.verdict != .worse else { return false }
            state.note(Outcome(mark: mark, isTreatment: isTreatment))
            return state.test.verdict == .worse
        }
    }

    /// Writes what is not written yet. Whoever comes while another one writes leaves it to that one.
    ///
    /// - Throws: `LedgerError`; what was not written waits for the next time.
    func save(to records: any RecordStore) async throws {
        let isFirst = state.withLockedValue { state in
            defer { state.isSaving = true }
            return !state.isSaving
        }
        guard isFirst else { return }
        do {
            while hasUnsaved() {
                try await look(at: records)
                let (test, count, surplus) = state.withLockedValue { ($0.test, $0.unsaved.count, $0.surplus) }
                let own = StoredRecord(key: plan.name, value: test.bytes(of: plan.model))
                try await records.write(surplus.map { StoredRecord(key: $0, value: []) } + [own], in: collection)
                state.withLockedValue { state in
                    state.surplus = []
                    state.unsaved.removeFirst(min(count, state.unsaved.count))
                    state.take(test)
                }
            }
        } catch {
            state.withLockedValue { $0.isSaving = false }
            throw error
        }
    }

    /// Whether there is more to write; when not, the next one to come writes.
    private func hasUnsaved() -> Bool {
        state.withLockedValue { state in
            state.isSaving = !state.unsaved.isEmpty
            return state.isSaving
        }
    }

    /// Takes in what was written since the last look.
    private func look(at records: any RecordStore) async throws {
        let revision = state.withLockedValue { $0.revision }
        let changes = try await records.changes(in: collection, after: revision)
        let own = changes.records.last { $0.key == plan.name }
        // Of another model, or not to be read: the experiment begins anew.
        let test = own.map { SequentialTest(bytes: $0.value, of: plan.model, level: plan.level) }
        state.withLockedValue { state in
            state.isLoaded = true
            guard changes.isReset || changes.revision >= state.revision else { return }
            state.revision = changes.revision
            if revision == 0 {
                let others = changes.records.map(\.key).filter { $0 != plan.name }
                state.surplus = Array(others.prefix(max(0, others.count + 1 - Self.most)))
            }
            if let test { state.take(test ?? SequentialTest(level: plan.level)) }
        }
    }
}
