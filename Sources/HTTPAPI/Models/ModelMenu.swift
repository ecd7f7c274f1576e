package import LanguageModels

/// The models that a client can name.
package struct ModelMenu: Sendable {
    /// The tiers and their models, the preferred one first.
    package var tiers: [(name: String, models: [ModelID])]
    /// The models that the settings name.
    package var configured: [ModelID]
    /// The models that can be asked for beside those. Looked up when somebody wants to see them all.
    package var listed: @Sendable () -> [ModelID]
    /// The model of requests that leave the choice to us, and whom to ask instead.
    package var usual: (model: ModelID, fallbacks: [ModelID])
    /// The embedding slot's model.
    package var embedding: ModelID

    package init(
        tiers: [(name: String, models: [ModelID])], configured: [ModelID],
        listed: @escaping @Sendable () -> [ModelID] = { [] }, usual: (model: ModelID, fallbacks: [ModelID]),
        embedding: ModelID
    ) {
        self.tiers = tiers
        self.configured = configured
        self.listed = listed
        self.usual = usual
        self.embedding = embedding
    }

    /// Every model that is offered, once.
    var offered: [ModelID] {
        var seen: Set<ModelID> = []
        return (configured + listed()).filter { seen.insert($0).inserted }
    }

    /// The model that a name means: an exact `provider/name`, or the name of one that is offered.
    func model(named name: String) -> ModelID? {
        if let exact = configured.first(where: { $0.description == name }) { return exact }
        if let bare = configured.first(where: { $0.name == name }) { return bare }
        if let id = ModelID(name) { return id }
        return listed().first { $0.name == name }
    }
}
