import AgentRuntime
import NIOConcurrencyHelpers

/// Who waits for money of which budget: first come, first served.
final class TurnOrder: Sendable {
    /// What is waited for.
    enum Line: Sendable, Hashable {
        case account(BudgetAccountID)
        case run(TurnID)
    }

    /// A place in line.
    struct Ticket: Sendable, Hashable {
        let line: Line
        let number: Int
    }

    private struct State {
        var next = 0
        var lines: [Line: [Int]] = [:]
    }

    private let state = NIOLockedValueBox(State())

    /// The first of these budgets for which somebody waits.
    func busiest(of lines: [Line]) -> Line? {
        state.withLockedValue { state in state.lines.isEmpty ? nil : lines.first { state.lines[$0] != nil } }
    }

    /// Takes the last place in line.
    func enter(_ line: Line) -> Ticket {
        state.withLockedValue { state in
            state.next += 1
            state.lines[line, default: []].append(state.next)
            return Ticket(line: line, number: state.next)
        }
    }

    func isFirst(_ ticket: Ticket) -> Bool {
        state.withLockedValue { $0.lines[ticket.line]?.first == ticket.number }
    }

    /// How many stand in line.
    func length(of line: Line) -> Int { state.withLockedValue { $0.lines[line]?.count ?? 0 } }

    /// Leaves the line, wherever one stands.
    func leave(_ ticket: Ticket) {
        state.withLockedValue { state in
            state.lines[ticket.line]?.removeAll { $0 == ticket.number }
            if state.lines[ticket.line]?.isEmpty == true { state.lines[ticket.line] = nil }
        }
    }
}
