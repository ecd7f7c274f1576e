import LanguageModels

/// The message that a decision is about.
struct TaskMessage: Sendable {
    let text: String
    let scan: MessageScan
    let features: MessageFeatures
    let images: Int

    init(_ message: Message) {
        text = message.text
        scan = MessageScan(text)
        features = MessageFeatures(scan)
        images = message.content.count { part in
            if case .image = part { true } else { false }
        }
    }

    /// What surrounds it. The length of the conversation counts in steps, so that a message that comes again soon is
    /// not scored anew.
    func context(_ memory: ConversationMemory) -> TaskContext {
        TaskContext(messages: max(0, memory.messages - 1) / 8 * 8, images: images)
    }
}
