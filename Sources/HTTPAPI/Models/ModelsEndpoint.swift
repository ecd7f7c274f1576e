import ExactJSON
import LanguageModels

/// `GET /v1/models` and `GET /v1/models/NAME`.
struct ModelsEndpoint: Sendable {
    let api: API

    func list(_ exchange: Exchange) async throws -> Reply? {
        Reply(json: ["object": "list", "data": .array(entries(for: exchange.caller).map(\.json))])
    }

    func show(_ exchange: Exchange) async throws -> Reply? {
        let name = exchange.arguments[0]
        guard let entry = entries(for: exchange.caller).first(where: { $0.name == name }) else {
            throw APIError.unknownModel(name)
        }
        return Reply(json: entry.json)
    }

    private struct Entry {
        var name: String
        var owner: String

        var json: JSONValue {
            ["id": .string(name), "object": "model", "created": 0, "owned_by": .string(owner)]
        }
    }

    private func entries(for caller: Caller) -> [Entry] {
        var entries: [Entry] = []
        if caller.mayUse("auto", api.menu.usual.model) { entries.append(Entry(name: "auto", owner: "farthing")) }
        for tier in api.menu.tiers {
            if let first = tier.models.first, caller.mayUse(tier.name, first) {
                entries.append(Entry(name: tier.name, owner: "farthing"))
            }
        }
        for model in api.menu.offered where caller.mayUse(model.description, model) {
            entries.append(Entry(name: model.description, owner: model.provider))
        }
        return entries
    }
}
