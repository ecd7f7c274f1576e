import AgentRuntime
import ComplexityRouting
import Composition
import LanguageModels
import Money
import Terminal

extension ReplSession {
    /// Shows the models, or changes the model: `/model`, `/model auto`, `/model premium`, `/model openai/o3 monologue`.
    func changeModel(_ argument: String) async throws {
        let words = argument.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let name = words.first else { return try await showModels() }
        guard let scope = words.count < 2 ? .conversation : ModelWish.Scope(rawValue: words[1]), words.count < 3 else {
            return try say(
                "Write /model NAME, and where it is not for good: iteration (a step) or monologue (a message).")
        }
        if name == "auto" {
            conversation.chosenModel = nil
            _ = wish(nil, .conversation)
            let usual = composed.runtime.configuration.chat.model
            return try say(composed.router == nil ? "Back to \(usual)." : "Each message decides by itself again.")
        }
        guard let target = target(name) else {
            return try say("\"\(name)\" is not a model: write provider/name, a tier that has models, or auto.")
        }
        if case .model(let model) = target { _ = try composed.runtime.services.models.model(model) }
        try await change(to: target, scope)
    }

    private func change(to target: ModelWish.Target, _ scope: ModelWish.Scope) async throws {
        let services = composed.runtime.services
        let price =
            composed.router?.quote(
                target, in: conversation.id, prices: services.prices, at: services.clock.now)?.sentence ?? ""
        switch scope {
        case .conversation:
            guard let model = model(of: target) else { return try say("The tier \(target) has no models.") }
            conversation.chosenModel = model
            try say("From now on \(model). \(price)".trimmed)
        case .iteration, .monologue:
            guard wish(target, scope) != nil else {
                return try say("Without routing a model is chosen for good only: /model \(target).")
            }
            conversation.chosenModel = nil
            let span = scope == .iteration ? "The next step" : "The next message"
            try say("\(span) goes to \(target). \(price)".trimmed)
        }
    }

    private func wish(_ target: ModelWish.Target?, _ scope: ModelWish.Scope) -> SwitchQuote? {
        let services = composed.runtime.services
        return composed.router?.wish(
            target, scope: scope, in: conversation.id, prices: services.prices, at: services.clock.now)
    }

    private func target(_ name: String) -> ModelWish.Target? {
        if let tier = Tier(rawValue: name) { return composed.routing.tiers[tier]?.isEmpty == false ? .tier(tier) : nil }
        return ModelID(name).map { .model($0) }
    }

    private func model(of target: ModelWish.Target) -> ModelID? {
        switch target {
        case .model(let model): model
        case .tier(let tier): composed.routing.tiers[tier]?.first
        }
    }

    /// The model in use, and how the models have done in the last 30 days.
    private func showModels() async throws {
        let chosen = conversation.chosenModel
        if let chosen {
            try say("\(chosen) (chosen by you; /model auto lets each message decide)")
        } else if composed.router == nil {
            try say("\(composed.runtime.configuration.chat.model)")
        } else {
            try say("Each message decides by itself\(lastRoute.map { "; the last one went to \($0.model)" } ?? "").")
        }
        let since = composed.runtime.services.clock.now + .seconds(-30 * 86_400)
        let metrics = try await ModelMetrics.read(composed.ledger, since: since)
        guard !metrics.lines.isEmpty else { return }
        try output.write(ModelMetricsTable.rendered(metrics.lines, width: output.columns, palette: output.palette))
    }
}
