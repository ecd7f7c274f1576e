import Testing

@testable import BundledTools

@Suite struct CommandLifetimeTests {
    private func lifetime() -> CommandLifetime {
        CommandLifetime(startingAt: .zero, timeLimit: .seconds(10), grace: .milliseconds(50))
    }

    @Test func `a command that ends is released once, with what it may have left`() {
        var lifetime = lifetime()
        #expect(lifetime.next(at: .zero) == .wait(until: .seconds(10)))
        lifetime.hasEnded = true
        lifetime.outputEnded = true
        #expect(lifetime.next(at: .seconds(1)) == .kill)
        #expect(lifetime.next(at: .seconds(1)) == .finish)
        #expect(lifetime.cause == .ended)
        #expect(!lifetime.endedOthers)
    }

    @Test func `one that closes its output is still waited for`() {
        var lifetime = lifetime()
        lifetime.outputEnded = true
        #expect(lifetime.next(at: .seconds(5)) == .wait(until: .seconds(10)))
    }

    @Test func `one that takes too long gets SIGTERM, then SIGKILL after the grace`() {
        var lifetime = lifetime()
        #expect(lifetime.next(at: .seconds(10)) == .terminate)
        #expect(lifetime.next(at: .seconds(10)) == .wait(until: .milliseconds(10_050)))
        #expect(lifetime.next(at: .milliseconds(10_050)) == .kill)
        #expect(lifetime.next(at: .milliseconds(10_050)) == .wait(until: .milliseconds(11_050)))
        lifetime.hasEnded = true
        lifetime.outputEnded = true
        #expect(lifetime.next(at: .milliseconds(10_051)) == .finish)
        #expect(lifetime.cause == .timedOut)
    }

    @Test func `one that obeys SIGTERM is released at once`() {
        var lifetime = lifetime()
        lifetime.stopRequested = true
        #expect(lifetime.next(at: .seconds(1)) == .terminate)
        lifetime.hasEnded = true
        lifetime.outputEnded = true
        #expect(lifetime.next(at: .milliseconds(1001)) == .kill)
        #expect(lifetime.next(at: .milliseconds(1001)) == .finish)
        #expect(lifetime.cause == .stopped)
    }

    @Test func `what outlives the shell may write a little longer, then is ended`() {
        var lifetime = lifetime()
        lifetime.hasEnded = true
        #expect(lifetime.next(at: .seconds(1)) == .wait(until: .milliseconds(1500)))
        #expect(lifetime.next(at: .milliseconds(1500)) == .terminate)
        #expect(lifetime.next(at: .milliseconds(1550)) == .kill)
        #expect(lifetime.next(at: .milliseconds(1550)) == .wait(until: .milliseconds(1570)))
        #expect(lifetime.next(at: .milliseconds(1570)) == .finish)
        #expect(lifetime.cause == .ended)
        #expect(lifetime.endedOthers)
    }

    @Test func `what cannot be killed is given up`() {
        var lifetime = lifetime()
        lifetime.stopRequested = true
        #expect(lifetime.next(at: .zero) == .terminate)
        #expect(lifetime.next(at: .milliseconds(50)) == .kill)
        #expect(lifetime.next(at: .milliseconds(1050)) == .finish)
        #expect(!lifetime.hasEnded)
    }
}
