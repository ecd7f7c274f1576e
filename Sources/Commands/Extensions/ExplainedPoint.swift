import AgentRuntime
import Composition
import ExactJSON
import Terminal

/// What happens at a hook point, for people and for programs.
struct ExplainedPoint {
    private let point: HookPoint
    private let rows: [Row]

    private struct Row {
        var name: String
        var order: Int
        var place: String
        var state: String
        var timeout: Duration?
        var onFailure: FailurePolicy?
        var reason: String
    }

    /// Joins who takes part with what is known of the extensions that do not.
    init(_ explanation: HookExplanation, _ installed: [InstalledExtension]) {
        point = explanation.point
        func known(_ name: String, _ place: ExtensionPlace? = nil) -> InstalledExtension? {
            installed.first { $0.name == name && (place == nil || $0.place == place) && $0.state != .overridden }
                ?? installed.first { $0.name == name && (place == nil || $0.place == place) }
        }
        var rows = explanation.listeners.map { listener in
            let one = known(listener.owner.name)
            let why = listener.order == one?.order ? "its own order" : "an order of this hook, or before/after another"
            return Row(
                name: listener.owner.name, order: listener.order, place: one.map { "\($0.place)" } ?? "program",
                state: listener.owner.isQuarantined ? "quarantined" : "on", timeout: listener.timeout,
                onFailure: listener.onFailure, reason: listener.owner.isQuarantined ? one?.detail ?? "" : why)
        }
        let there = Set(explanation.listeners.map(\.owner.name))
        for member in explanation.absent {
            let one = known(member.value.manifest.name, member.place)
            let over = member.overriddenBy.map { "the one of the \($0) place runs instead" }
            rows.append(
                Row(
                    name: member.value.manifest.name, order: member.handle.order, place: "\(member.place)",
                    state: member.isDisabled ? "off" : "overridden", reason: over ?? one?.detail ?? ""))
        }
        for one in installed where one.points.contains(explanation.point) && !there.contains(one.name) {
            guard !rows.contains(where: { $0.name == one.name && $0.place == "\(one.place)" }) else { continue }
            rows.append(
                Row(
                    name: one.name, order: one.order, place: "\(one.place)",
                    state: one.state == .on ? "failed" : one.stateText, reason: one.detail ?? "it could not be started")
            )
        }
        self.rows = rows
    }

    /// The object that `--json` prints.
    var json: JSONValue {
        let list = rows.map { row -> JSONValue in
            [
                "name": .string(row.name), "order": JSONValue(row.order), "place": .string(row.place),
                "state": .string(row.state),
                "timeout_ms": row.timeout.map { JSONValue(Int($0 / .milliseconds(1))) } ?? .null,
                "on_failure": row.onFailure.map { .string($0.rawValue) } ?? .null, "reason": .string(row.reason),
            ]
        }
        return ["point": .string(point.rawValue), "extensions": .array(list)]
    }

    /// Writes a table.
    func write(to output: TerminalOutput) throws {
        guard !rows.isEmpty else { return try output.writeLine("Nobody takes part at \(point.rawValue).") }
        var table = Table([
            .number("order"), .init("extension"), .init("from"), .init("state"), .init("time limit"),
            .init("on failure"), .init("why"),
        ])
        for row in rows {
            table.add([
                "\(row.order)", row.name, row.place, row.state, row.timeout.map { "\($0)" } ?? "",
                row.onFailure?.rawValue ?? "", row.reason,
            ])
        }
        try output.write(table.rendered(width: output.columns, palette: output.palette))
    }
}
