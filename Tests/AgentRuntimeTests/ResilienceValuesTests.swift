import Testing

@testable import AgentRuntime

@Suite struct CircuitBreakerTests {
    private let threshold = CircuitBreaker.threshold

    private func broken() -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<threshold { breaker.note(.failed, isTrial: false, at: .zero) }
        return breaker
    }

    @Test func `rests after failures in a row, and not before`() {
        var breaker = CircuitBreaker()
        for _ in 1..<threshold { breaker.note(.failed, isTrial: false, at: .zero) }
        #expect(breaker.asked(at: .zero) == .pass(isTrial: false))
        breaker.note(.answered, isTrial: false, at: .zero)
        for _ in 1..<threshold { breaker.note(.failed, isTrial: false, at: .zero) }
        #expect(breaker.asked(at: .zero) == .pass(isTrial: false))
        breaker.note(.failed, isTrial: false, at: .zero)
        #expect(breaker.asked(at: .seconds(4)) == .rests(.seconds(6)))
    }

    @Test func `lets one request try, and the others wait for what it shows`() {
        var breaker = broken()
        #expect(breaker.asked(at: .seconds(10)) == .pass(isTrial: true))
        #expect(breaker.asked(at: .seconds(10)) == .rests(.seconds(1)))
        breaker.note(.failed, isTrial: true, at: .seconds(11))
        #expect(breaker.asked(at: .seconds(12)) == .rests(.seconds(9)))
        #expect(breaker.asked(at: .seconds(21)) == .pass(isTrial: true))
        breaker.note(.answered, isTrial: true, at: .seconds(22))
        #expect(breaker == CircuitBreaker())
    }

    @Test func `a trial that shows nothing is tried again`() {
        var breaker = broken()
        _ = breaker.ask(at: .seconds(10))
        breaker.note(.unknown, isTrial: true, at: .seconds(10))
        #expect(breaker.asked(at: .seconds(10)) == .pass(isTrial: true))
    }

    @Test func `failures of requests from before the rest do not make it longer`() {
        var breaker = broken()
        breaker.note(.failed, isTrial: false, at: .seconds(9))
        #expect(breaker.asked(at: .seconds(10)) == .pass(isTrial: true))
    }

    @Test func `rests as long as the provider says, within reason`() {
        var breaker = CircuitBreaker()
        breaker.rest(for: .seconds(3600), at: .zero)
        #expect(breaker.asked(at: .seconds(1)) == .rests(.seconds(599)))
    }
}

extension CircuitBreaker {
    fileprivate mutating func asked(at now: Duration) -> Verdict { ask(at: now) }
}

@Suite struct RetryBudgetTests {
    private func spend(_ budget: inout RetryBudget, _ now: Duration = .zero) -> Bool { budget.spend(at: now) }

    @Test func `a few retries are there at the start, and come back with time`() {
        var budget = RetryBudget(at: .zero)
        let first = (0..<5).map { _ in budget.spend(at: .zero) }
        #expect(first == [true, true, true, false, false])
        let early = budget.spend(at: .milliseconds(19_999))
        let later = budget.spend(at: .seconds(20))
        #expect((early, later) == (false, true))
        // However long nothing happens, no more than at the start.
        let rested = (0..<5).map { _ in budget.spend(at: .seconds(100_000)) }
        #expect(rested == [true, true, true, false, false])
    }

    @Test func `adds no more than a tenth to the load`() {
        var budget = RetryBudget(at: .zero)
        var retries = 0
        for request in 0..<6000 {
            let now = Duration.milliseconds(request * 100)
            budget.earn(at: now)
            if budget.spend(at: now) { retries += 1 }
        }
        #expect(retries > 400)
        #expect(retries <= 600)
    }
}
