import AgentRuntime
import Money
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Random operations on the rules of budgets, against books kept beside them.
@Suite struct BudgetBookPropertyTests {
    private static let isFull = getenv("FARTHING_TESTS").map { String(cString: $0) == "full" } ?? false

    @Test func `random operations leave nothing reserved and the books balanced`() {
        perform(60_000)
    }

    @Test(.enabled(if: isFull)) func `a million random operations leave nothing reserved, at full size`() {
        perform(1_000_000)
    }

    private func perform(_ count: Int) {
        let seed = UInt64.random(in: 0...(.max))
        var books = RandomBooks(seed: seed)
        for number in 0..<count {
            books.step()
            guard books.violation == nil else { break }
            if number % 997 == 0 { books.checkAll() }
        }
        books.finish()
        #expect(books.violation == nil, "seed \(seed)")
    }
}

/// A budget book, and beside it what should be in it.
private struct RandomBooks {
    private var random: Chance
    private var book = BudgetBook()
    private var now = Timestamp(microseconds: 1_000_000)
    private var open: [(id: AttemptID, accounts: [BudgetAccountID], amount: BudgetAmount, isExpired: Bool)] = []
    private var spent: [BudgetAccountID: BudgetAmount] = [:]
    private var numbers = 0
    private(set) var violation: String?

    private let scopes: [BudgetScope] = [
        .global, .month, .day, .tag("a"), .tag("b"), .tool("shell"), .key("k"), .conversation(ConversationID("1")),
        .conversation(ConversationID("2")),
    ]

    init(seed: UInt64) { random = Chance(state: seed) }

    mutating func step() {
        now = now + .microseconds(Int64.random(in: 0...50, using: &random))
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<8: reserve()
        case 8..<15: settle()
        case 15: drop()
        case 16: expire()
        case 17: raise()
        case 18: limit()
        default: exhaust()
        }
    }

    /// Settles what is in flight, and looks at everything.
    mutating func finish() {
        while !open.isEmpty, violation == nil { settle() }
        checkAll()
        for account in book.accounts.values where account.reserved != .zero {
            violation = "\(account.id.scope) still holds \(account.reserved)"
        }
        if !book.holds.isEmpty { violation = "\(book.holds.count) holds are left" }
    }

    mutating func checkAll() {
        var held: [BudgetAccountID: BudgetAmount] = [:]
        for hold in open where !hold.isExpired {
            for id in hold.accounts { held[id, default: .zero] += hold.amount }
        }
        for account in book.accounts.values {
            let status = account.status
            if status.reserved != held[account.id] ?? .zero {
                violation = "\(account.id.scope) holds \(status.reserved)"
            }
            if status.spent != spent[account.id] ?? .zero { violation = "\(account.id.scope) spent \(status.spent)" }
            if let limit = status.limits.usd, let free = status.free.usd,
                limit != status.spent.usd + status.reserved.usd + free
            {
                violation = "limit ≠ spent + reserved + free in \(account.id.scope)"
            }
            if let limit = status.limits.tokens, let free = status.free.tokens,
                limit != status.spent.tokens + status.reserved.tokens + free
            {
                violation = "tokens do not balance in \(account.id.scope)"
            }
        }
    }

    private mutating func amount() -> BudgetAmount {
        BudgetAmount(
            usd: Money(picodollars: .random(in: 0...5000, using: &random)),
            tokens: .random(in: 0...400, using: &random),
            operations: 1)
    }

    private mutating func reserve() {
        numbers += 1
        var claims: [BudgetClaim] = []
        for scope in scopes.shuffled(using: &random).prefix(Int.random(in: 1...5, using: &random)) {
            let isLimited = Bool.random(using: &random)
            claims.append(
                BudgetClaim(
                    scope,
                    limits: isLimited
                        ? BudgetLimits(
                            usd: Money(picodollars: .random(in: 0...2_000_000, using: &random)), tokens: 90_000)
                        : .unlimited))
        }
        var hold = BudgetHold(
            attempt: AttemptID("\(numbers)"), claims: claims, amount: amount(),
            deadline: now + .microseconds(Int64.random(in: 1...2000, using: &random)))
        if Int.random(in: 0..<50, using: &random) == 0 { hold.override = BudgetOverride(who: "x", reason: "y") }
        let before = claims.map { book.status(of: $0) }
        switch book.reserve(hold, at: now) {
        case .refused:
            let after = claims.map { book.status(of: $0) }
            if before != after { violation = "a refused hold changed something" }
        case .held:
            let fits = zip(claims, before).allSatisfy { _, status in
                (status.free.usd.map { hold.amount.usd <= $0 || hold.amount.usd.isZero } ?? true)
                    && (status.free.tokens.map { hold.amount.tokens <= $0 || hold.amount.tokens == 0 } ?? true)
            }
            if !fits { violation = "a hold was made that does not fit" }
            open.append((hold.attempt, claims.map(\.account), hold.amount, false))
        case .overridden: open.append((hold.attempt, claims.map(\.account), hold.amount, false))
        }
    }

    private mutating func settle() {
        guard let index = open.indices.randomElement(using: &random) else { return }
        let hold = open.remove(at: index)
        let used = BudgetAmount(
            usd: Money(picodollars: .random(in: 0...hold.amount.usd.picodollars, using: &random)),
            tokens: .random(in: 0...hold.amount.tokens, using: &random), operations: 1)
        _ = book.settle(hold.id, used: used, at: now)
        // Twice is once.
        _ = book.settle(hold.id, used: used, at: now)
        for id in hold.accounts {
            if hold.isExpired { spent[id, default: .zero] -= hold.amount }
            spent[id, default: .zero] += used
        }
    }

    private mutating func drop() {
        guard let index = open.indices.randomElement(using: &random) else { return }
        let hold = open.remove(at: index)
        book.drop(hold.id)
        if hold.isExpired { for id in hold.accounts { spent[id, default: .zero] -= hold.amount } }
    }

    private mutating func expire() {
        let expired = Set(book.expire(at: now).attempts)
        for index in open.indices where expired.contains(open[index].id) {
            open[index].isExpired = true
            for id in open[index].accounts { spent[id, default: .zero] += open[index].amount }
        }
    }

    private mutating func raise() {
        guard
            let id = book.accounts.keys.sorted(by: { $0.scope.description < $1.scope.description })
                .randomElement(using: &random)
        else { return }
        change(id, .add, BudgetLimits(usd: Money(picodollars: .random(in: 1...100_000, using: &random))))
    }

    private mutating func limit() {
        guard let scope = scopes.randomElement(using: &random) else { return }
        let id = BudgetAccountID(scope: scope)
        if Bool.random(using: &random) { return change(id, .remove, .unlimited) }
        change(id, .set, BudgetLimits(usd: Money(picodollars: .random(in: 0...3_000_000, using: &random))))
    }

    private mutating func change(_ id: BudgetAccountID, _ action: BudgetChange.Action, _ limits: BudgetLimits) {
        book.apply(BudgetChange(at: now, account: id, action: action, limits: limits, who: "x"))
    }

    private mutating func exhaust() {
        guard let scope = scopes.randomElement(using: &random) else { return }
        _ = book.exhaust(BudgetAccountID(scope: scope), of: .usd, at: now)
        _ = book.takeChanged()
    }
}

/// Numbers that follow from a seed (SplitMix64).
private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
