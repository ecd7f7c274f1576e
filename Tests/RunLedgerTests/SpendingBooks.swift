import AgentRuntime
import FarthingTesting
import Money
import Testing

@testable import RunLedger

/// What spending probes said they had committed.
struct SpendingBooks {
    private(set) var paid: [AttemptID: Int64] = [:]
    private var held: Set<AttemptID> = []

    var bill: Int64 { paid.values.reduce(0, +) }

    mutating func add(_ lines: [[Substring]]) {
        for line in lines {
            let id = AttemptID(String(line[1]))
            switch line[0] {
            case "held": held.insert(id)
            case "dropped": held.remove(id)
            case "paid":
                held.remove(id)
                if let cost = Int64(line[2]), paid.updateValue(cost, forKey: id) == nil { continue }
                Issue.record("attempt \(id) was paid twice")
            default: Issue.record("the probe said \(line)")
            }
        }
    }

    /// Compares with what is stored, after every probe has ended and what they left was recovered: each acknowledged
    /// payment once, nothing reserved, and every account's books the sum of its attempts.
    func check(_ ledger: SQLiteLedger, cap: Int64, _ context: Comment) async throws {
        let attempts = try await ledger.attempts(SpendFilter(), limit: .max)
        let byID = Dictionary(grouping: attempts, by: \.start.id)
        for (id, cost) in paid {
            #expect(byID[id]?.count == 1, context)
            #expect(byID[id]?.first?.settlement?.cost?.picodollars == cost, context)
        }
        #expect(attempts.allSatisfy { $0.settlement != nil }, context)
        let total = attempts.reduce(Int64(0)) { $0 + ($1.settlement?.cost?.picodollars ?? 0) }
        #expect(total <= cap, context)
        for status in try await ledger.budgetAccounts(at: SystemClock().now) {
            #expect(status.reserved == .zero, context)
            #expect(!status.spent.isNegative, context)
            if status.scope == .global { #expect(status.spent.usd.picodollars == total, context) }
            guard status.scope.kind == .conversation else { continue }
            let own = attempts.filter { $0.start.conversation.text == status.scope.name }
            #expect(
                status.spent.usd.picodollars == own.reduce(0) { $0 + ($1.settlement?.cost?.picodollars ?? 0) }, context)
        }
        #expect(try await ledger.integrityCheck() == [], context)
    }
}
