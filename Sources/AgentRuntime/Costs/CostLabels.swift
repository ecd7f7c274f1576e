package import LanguageModels

/// What an entry can be counted by.
package struct CostLabels: Sendable, Hashable {
    package var model: ModelID
    package var slot: ModelSlot
    package var purpose: String
    package var tool: String?
    package var caller: String?
    package var task: String?
    package var tier: String?
    package var key: String?
    package var tags: [String]
    /// nil where the entries of several conversations are summed up already.
    package var conversation: ConversationID?

    package init(
        model: ModelID, slot: ModelSlot, purpose: String, tool: String?, caller: String?, task: String?, tier: String?,
        key: String?, tags: [String], conversation: ConversationID?
    ) {
        self.model = model
        self.slot = slot
        self.purpose = purpose
        self.tool = tool
        self.caller = caller
        self.task = task
        self.tier = tier
        self.key = key
        self.tags = tags
        self.conversation = conversation
    }

    /// The labels of an attempt in a conversation with those tags.
    package init(_ start: AttemptStart, tags: [String]) {
        self.init(
            model: start.model, slot: start.slot, purpose: start.purpose.rawValue, tool: start.tool,
            caller: start.caller, task: start.task, tier: start.tier, key: start.key, tags: tags,
            conversation: start.conversation)
    }

    /// The values of a dimension: several for tags, otherwise one.
    package func values(of dimension: CostDimension) -> [String?] {
        switch dimension {
        case .model: [model.description]
        case .provider: [model.provider]
        case .slot: [slot.rawValue]
        case .purpose: [purpose]
        case .tool: [tool]
        case .extension: [caller]
        case .task: [task]
        case .tier: [tier]
        case .conversation: [conversation?.text]
        case .key: [key]
        case .tag: tags.isEmpty ? [nil] : Set(tags).sorted()
        }
    }

    /// The rows that the entries count in: one, or one for each tag.
    package func rows(by dimensions: [CostDimension]) -> [[String?]] {
        dimensions.reduce([[]]) { rows, dimension in
            values(of: dimension).flatMap { value in rows.map { $0 + [value] } }
        }
    }

    /// Whether the entries are among those that a question is about.
    package func match(_ only: [CostDimension: Set<String?>]) -> Bool {
        only.allSatisfy { dimension, wanted in values(of: dimension).contains { wanted.contains($0) } }
    }
}
