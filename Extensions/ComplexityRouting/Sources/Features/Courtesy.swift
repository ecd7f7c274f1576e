/// What people say around a task to be polite: it says nothing of the task, so it is not read.
///
/// Only greetings, bare requests for help, `please` and thanks are left out, at the beginning and the end of a message,
/// and never all of it. Works on bytes, in a time that does not grow with the message.
enum Courtesy {
    private static let greetings: [StaticString] = [
        "hi", "hello", "hey", "dear", "good morning", "good afternoon", "good evening",
    ]
    /// Words before a task, in small letters.
    private static let openings: [StaticString] = [
        "please", "kindly", "can you please", "could you please", "would you please", "can you", "could you",
        "would you", "i would like you to", "i want you to", "i need you to",
    ]
    /// What may follow an opening, so that nothing but help is asked for.
    private static let requests: [StaticString] = [
        "help me", "help me out", "help me here", "help me with this", "help me with this one",
        "help me with this question", "help me with this problem", "help me with this task",
        "help me with the following", "help me with something",
    ]
    private static let thanks: [StaticString] = ["thanks", "thank you", "many thanks", "cheers"]
    /// A greeting with a name has at most so many bytes, thanks with their reason at most so many.
    private static let longestGreeting = 24
    private static let longestThanks = 48
    /// Courtesies that are left out at the beginning.
    private static let most = 4

    /// The part of a message that is about the task.
    static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        var part = afterSpace(text, 0..<text.count)
        for _ in 0..<most {
            guard let next = afterCourtesy(text, part), !next.isEmpty else { break }
            part = next
        }
        let rest = beforeThanks(text, part)
        return rest.isEmpty ? 0..<text.count : rest
    }

    /// What follows the courtesy at the beginning; nil when there is none.
    private static func afterCourtesy(_ text: UnsafeBufferPointer<UInt8>, _ part: Range<Int>) -> Range<Int>? {
        if let greeting = longest(greetings, text, part) {
            let name = greeting.lowerBound..<min(part.upperBound, part.lowerBound + longestGreeting)
            guard let end = name.first(where: { isEnd(text[$0]) || text[$0] == UInt8(ascii: ",") }) else { return nil }
            return afterSpace(text, (end + 1)..<part.upperBound)
        }
        let opened = longest(openings, text, part)
        if let request = longest(requests, text, opened ?? part), let first = request.first, isEnd(text[first]) {
            let next = afterSpace(text, (first + 1)..<part.upperBound)
            if !next.isEmpty { return next }
        }
        return opened
    }

    /// The message without the thanks in its last sentence.
    private static func beforeThanks(_ text: UnsafeBufferPointer<UInt8>, _ part: Range<Int>) -> Range<Int> {
        var end = part.upperBound
        while end > part.lowerBound, isSpace(text[end - 1]) || isEnd(text[end - 1]) { end -= 1 }
        var start = end
        while start > part.lowerBound, end - start <= longestThanks, !isEnd(text[start - 1]) { start -= 1 }
        guard end - start <= longestThanks, start > part.lowerBound,
            longest(thanks, text, afterSpace(text, start..<end)) != nil
        else { return part }
        while start > part.lowerBound, isSpace(text[start - 1]) { start -= 1 }
        return part.lowerBound..<start
    }

    /// What follows the longest of some phrases that the text begins with, whatever its case; nil when it begins with
    /// none.
    private static func longest(
        _ phrases: [StaticString], _ text: UnsafeBufferPointer<UInt8>, _ part: Range<Int>
    ) -> Range<Int>? {
        var best = 0
        for phrase in phrases where phrase.utf8CodeUnitCount > best && phrase.utf8CodeUnitCount <= part.count {
            let count = phrase.utf8CodeUnitCount
            let isThere = (0..<count).allSatisfy { index in
                let byte = text[part.lowerBound + index]
                return (byte &- 0x41 < 26 ? byte | 0x20 : byte) == phrase.utf8Start[index]
            }
            guard isThere, part.count == count || !MessageScan.isWordByte(text[part.lowerBound + count]) else {
                continue
            }
            best = count
        }
        return best == 0 ? nil : afterSpace(text, (part.lowerBound + best)..<part.upperBound)
    }

    private static func afterSpace(_ text: UnsafeBufferPointer<UInt8>, _ part: Range<Int>) -> Range<Int> {
        let start = part.first { !isSpace(text[$0]) } ?? part.upperBound
        return start..<part.upperBound
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isEnd(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ":"), 0x0A: true
        default: false
        }
    }
}
