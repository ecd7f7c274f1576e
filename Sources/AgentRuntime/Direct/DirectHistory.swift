import LanguageModels

/// The messages of a direct request beside the stored history of its conversation.
///
/// A program may keep the history itself and send it whole each time, or send only what is new and leave the rest to
/// the conversation. Whoever repeats the conversation's first message keeps it.
struct DirectHistory: Sendable {
    /// The instructions before the first other message.
    let instructions: [Message]
    /// What is stored and not sent along, then what is sent.
    let messages: [Message]
    /// How many of `messages` are stored already.
    let storedCount: Int

    init(_ messages: [Message], stored: [Message]) {
        let leading = messages.prefix { $0.role == .system }.count
        instructions = Array(messages.prefix(leading))
        let sent = Array(messages.dropFirst(leading))
        if let first = stored.first, sent.first.map({ !Self.same($0, first) }) ?? true {
            self.messages = stored + sent
            storedCount = stored.count
        } else {
            self.messages = sent
            storedCount = zip(sent, stored).prefix { Self.same($0, $1) }.count
        }
    }

    /// What is not stored yet.
    var added: ArraySlice<Message> { messages.dropFirst(storedCount) }

    /// Whether both say the same; reasoning is not sent back by most programs.
    private static func same(_ a: Message, _ b: Message) -> Bool {
        a.role == b.role && a.text == b.text && a.toolCalls == b.toolCalls
            && a.toolResults.map(\.text) == b.toolResults.map(\.text)
    }
}
