import LanguageModels

/// The messages of a direct request beside the stored history of its conversation.
///
/// A program may keep the history itself and send it whole each time, or the latest part of it, or send only what is new
/// and leave the rest to the conversation. Who sends answers of the model, or repeats the conversation's first message,
/// keeps it: what it sends is asked as it is.
struct DirectHistory: Sendable {
    /// The instructions before the first other message.
    let instructions: [Message]
    /// What is asked: what is sent, behind what is stored where the conversation keeps it.
    let messages: [Message]
    /// How many of `messages` are stored already.
    let storedCount: Int

    init(_ messages: [Message], stored: [Message]) {
        let leading = messages.prefix { $0.role == .system }.count
        instructions = Array(messages.prefix(leading))
        let sent = Array(messages.dropFirst(leading))
        let repeatsFirst = stored.first.map { first in sent.first.map { Self.same($0, first) } ?? false } ?? true
        if repeatsFirst || sent.contains(where: { $0.role == .assistant }) {
            self.messages = sent
            // Beginnings are cut off by who keeps to a length, and edited where they held a secret: the last stored
            // answer tells how far the rest is known.
            let last = stored.last { $0.role == .assistant }
            let known = last.flatMap { last in sent.lastIndex { Self.same($0, last) } }.map { $0 + 1 } ?? 0
            storedCount = max(known, zip(sent, stored).prefix { Self.same($0, $1) }.count)
        } else {
            // A message that had no answer and comes again is the same one.
            let again = (0...min(sent.count, stored.count)).last { count in
                zip(stored.suffix(count), sent.prefix(count)).allSatisfy { Self.same($0, $1) }
            }
            self.messages = stored + sent.dropFirst(again ?? 0)
            storedCount = stored.count
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
