import Money
import Testing

@testable import AgentRuntime

/// The rules of budgets under any sequence of events.
@Suite struct BudgetBookTests {
    @Test func `after a million random operations nothing is held and every account adds up`() {
        let seed = UInt64.random(in: 0...(.max))
        var random = SeededRandom(seed: seed)
        var book = BudgetBook()
        let scopes: [BudgetScope] = [.global, .month, .tool("a"), .tool("b"), .tag("x")]
        var spent: [BudgetScope: Int64] = [:]
        var open: [(id: AttemptID, scopes: [BudgetScope], held: Int64, isExpired: Bool)] = []
        var violations = 0
        let limit: Int64 = 1_000_000_000
        for step in 0..<1_000_000 {
            let id = AttemptID("a\(step)")
            switch Int.random(in: 0..<16, using: &random) {
            case 0..<7 where open.count < 200:
                let mine = scopes.filter { _ in Bool.random(using: &random) }
                let amount = Int64.random(in: 0...5_000_000, using: &random)
                let hold = BudgetHold(
                    attempt: id,
                    claims: mine.map { BudgetClaim($0, limits: BudgetLimits(usd: Money(picodollars: limit))) },
                    amount: BudgetAmount(usd: Money(picodollars: amount)),
                    deadline: Timestamp(microseconds: Int64(step) + 5000))
                if case .held = book.reserve(hold, at: Timestamp(microseconds: 0)) {
                    open.append((id, mine, amount, false))
                }
            case 7 where !open.isEmpty:
                let (last, _, _, isExpired) = open.removeLast()
                // Given back unsent.
                if !book.drop(last) || isExpired { violations += isExpired ? 0 : 1 }
            case 8 where step % 64 == 0:
                let late = Set(book.expire(at: Timestamp(microseconds: Int64(step))).attempts)
                for index in open.indices where late.contains(open[index].id) { open[index].isExpired = true }
            default:
                guard !open.isEmpty else { continue }
                let (settled, mine, held, _) = open.remove(at: Int.random(in: 0..<open.count, using: &random))
                let cost = Int64.random(in: 0...held, using: &random)
                _ = book.settle(
                    settled, used: BudgetAmount(usd: Money(picodollars: cost)), at: Timestamp(microseconds: 0))
                for scope in mine { spent[scope, default: 0] += cost }
            }
            if step % 1000 == 0 {
                for account in book.accounts.values {
                    let status = account.status
                    let free = status.free.usd?.picodollars ?? -1
                    let sum = status.spent.usd.picodollars + status.reserved.usd.picodollars + free
                    if sum != limit || free < 0 { violations += 1 }
                }
            }
        }
        for (id, mine, _, _) in open {
            _ = book.settle(id, used: BudgetAmount(usd: Money(picodollars: 1)), at: Timestamp(microseconds: 0))
            for scope in mine { spent[scope, default: 0] += 1 }
        }
        #expect(violations == 0, "seed \(seed)")
        #expect(book.holds.isEmpty, "seed \(seed)")
        for (id, account) in book.accounts {
            #expect(account.reserved == .zero, "seed \(seed), \(id.scope)")
            #expect(account.spent.usd.picodollars == spent[id.scope] ?? 0, "seed \(seed), \(id.scope)")
        }
    }

    @Test func `zero allows nothing, absent allows everything`() {
        var book = BudgetBook()
        let none = BudgetClaim(.global, limits: BudgetLimits(usd: .zero))
        let open = BudgetClaim(.month)
        func hold(_ claims: [BudgetClaim], usd: Money) -> BudgetHold {
            BudgetHold(
                attempt: AttemptID("\(usd)\(claims.count)"), claims: claims, amount: BudgetAmount(usd: usd),
                deadline: Timestamp(microseconds: .max))
        }
        guard
            case .refused(let refusal) = book.reserve(
                hold([open, none], usd: Money(picodollars: 1)), at: Timestamp(microseconds: 0))
        else {
            Issue.record("a budget of zero let money out")
            return
        }
        #expect(refusal.refusing.scope == .global)
        #expect(!refusal.mayFitLater)
        #expect(book.reserve(hold([open], usd: .max), at: Timestamp(microseconds: 0)) == .held)
        #expect(book.reserve(hold([none], usd: .zero), at: Timestamp(microseconds: 0)) == .held)
    }

    @Test func `near the limit the pressure rises at once and falls with slack`() {
        var level = BudgetPressure.none
        var seen: [BudgetPressure] = []
        for share in [0.5, 0.79, 0.8, 0.78, 0.76, 0.96, 0.93, 0.89, 0.8, 0.74] {
            level = level.next(share: share)
            seen.append(level)
        }
        #expect(
            seen == [
                .none, .none, .preferCheaper, .preferCheaper, .preferCheaper, .onlyCheapest, .onlyCheapest,
                .preferCheaper, .preferCheaper, .none,
            ])
    }
}
