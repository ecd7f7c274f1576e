import AgentRuntime
import Composition
import ExactJSON
import LanguageModels
import Terminal

extension ReplSession {
    /// The last decision as a table of factors and one of candidates, then one sentence where asked for.
    func showRoute(withSentence: Bool) async throws {
        guard let route = lastRoute else { return try say("Nothing was answered yet.") }
        if let id = route.decision, let decision = try await composed.ledger.decision(id) {
            try output.write(Self.factors(decision).rendered(width: output.columns, palette: output.palette))
            try output.writeLine("")
            try output.write(Self.candidates(decision).rendered(width: output.columns, palette: output.palette))
            try output.writeLine("")
        }
        if withSentence || route.decision == nil { try say("\(route.model): \(route.reason).") }
    }

    private static func factors(_ decision: DecisionRecord) -> Table {
        var table = Table([.init("factor"), .number("value"), .number("weight"), .number("adds")])
        for factor in decision.detail["factors"]?.arrayValue ?? [] {
            let value = factor["value"]?.doubleValue ?? 0
            let weight = factor["weight"]?.doubleValue ?? 0
            table.add([
                factor["name"]?.stringValue ?? "", value.places(2), weight.places(2), (value * weight).places(3),
            ])
        }
        table.add(["score", "", "", (decision.detail["score"]?.doubleValue ?? 0).places(3)])
        return table
    }

    private static func candidates(_ decision: DecisionRecord) -> Table {
        var table = Table([
            .init("model"), .init("tier"), .number("good answer"), .number("expected cost"), .init("out because of"),
        ])
        for candidate in decision.detail["candidates"]?.arrayValue ?? [] {
            let name = candidate["model"]?.stringValue ?? ""
            let quality = candidate["quality"]?.doubleValue ?? 0
            let vetoes = (candidate["vetoes"]?.arrayValue ?? []).compactMap(\.stringValue)
            table.add([
                name == decision.chosen.description ? "\(name) ←" : name, candidate["tier"]?.stringValue ?? "",
                "\(Int((quality * 100).rounded())) %", candidate["cost_usd"]?.stringValue.map { "$\($0)" } ?? "unknown",
                vetoes.joined(separator: ", "),
            ])
        }
        return table
    }
}
