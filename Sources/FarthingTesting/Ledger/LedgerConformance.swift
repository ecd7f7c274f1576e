public import AgentRuntime
import Money

/// The checks that every `LedgerStore` must pass, whatever is behind it.
///
/// ```swift
/// let violations = await LedgerConformance { try makeEmptyLedger() }.violations()
/// #expect(violations.isEmpty)
/// ```
/// Each check makes a store of its own.
public struct LedgerConformance: Sendable {
    private let makeStore: @Sendable () async throws -> any LedgerStore

    /// Makes a suite over a function that makes an empty store.
    public init(makeStore: @escaping @Sendable () async throws -> any LedgerStore) { self.makeStore = makeStore }

    /// Runs every check and returns what was violated, in words; empty when the store conforms.
    public func violations() async -> [String] {
        var violations: [String] = []
        for check in LedgerCheck.all {
            do {
                var findings = LedgerFindings(check: check.name)
                try await check.run(makeStore(), &findings)
                violations += findings.violations
            } catch { violations.append("\(check.name): \(error)") }
        }
        return violations
    }
}

/// What a check found wrong.
struct LedgerFindings {
    var check: String
    var violations: [String] = []

    mutating func equal<T: Equatable>(_ found: T, _ expected: T, _ what: String) {
        if found != expected { violations.append("\(check): \(what) is \(found), not \(expected)") }
    }

    /// Expects that facts are refused as inconsistent.
    mutating func refuses(_ store: any LedgerStore, _ facts: [LedgerFact], _ what: String) async {
        do {
            try await store.commit(facts)
            violations.append("\(check): \(what) was accepted")
        } catch let error as LedgerError {
            equal(error.code, .inconsistent, "the code for \(what)")
        } catch { violations.append("\(check): \(what) failed with \(error)") }
    }
}
