import AgentRuntime
import LanguageModels

/// What a client's `model` means.
struct ModelSelection: Sendable {
    var choice: DirectRequest.Choice
    var model: ModelID
    var fallbacks: [ModelID]
    var tier: String?

    /// Reads `auto`, a tier, a model's name or `provider/name`.
    ///
    /// - Throws: `APIError` of status 404 for a model that is not offered, or not to this caller.
    init(_ name: String, menu: ModelMenu, caller: Caller) throws(APIError) {
        switch name {
        case "auto", "farthing/auto":
            choice = .automatic
            model = menu.usual.model
            fallbacks = menu.usual.fallbacks
        default:
            if let found = menu.tiers.first(where: { $0.name == name }), let first = found.models.first {
                choice = .tier
                model = first
                fallbacks = Array(found.models.dropFirst())
                tier = found.name
            } else if let named = menu.model(named: name) {
                choice = .model
                model = named
                fallbacks = []
            } else {
                throw APIError.unknownModel(name)
            }
        }
        // The same answer as for a model that does not exist: a key tells nothing of what others may use.
        guard caller.mayUse(name, model) else { throw APIError.unknownModel(name) }
        // Who may ask this model, but leave the choice to nobody, gets this model.
        if choice == .automatic, !caller.mayLeaveChoice { choice = .model }
        fallbacks.removeAll { !caller.mayUse(name, $0) }
    }
}

extension APIError {
    static func unknownModel(_ name: String) -> APIError {
        APIError(
            404, "invalid_request_error",
            "The model `\(name.prefix(200))` does not exist or you do not have access to it. "
                + "GET /v1/models lists the models; `auto` leaves the choice to us.",
            parameter: "model", code: "model_not_found")
    }
}
