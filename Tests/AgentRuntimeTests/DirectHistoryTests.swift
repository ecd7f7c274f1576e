import LanguageModels
import Testing

@testable import AgentRuntime

/// What a program sends beside what its conversation has stored.
@Suite struct DirectHistoryTests {
    private let stored = [
        Message(.user, "one"), Message(.assistant, "1"), Message(.user, "two"), Message(.assistant, "2"),
    ]

    private func texts(_ history: DirectHistory) -> [String] { history.messages.map(\.text) }
    private func added(_ history: DirectHistory) -> [String] { history.added.map(\.text) }

    @Test func `only what is new goes behind what is stored`() {
        let history = DirectHistory([Message(.system, "be brief"), Message(.user, "three")], stored: stored)
        #expect(history.instructions.map(\.text) == ["be brief"])
        #expect(texts(history) == ["one", "1", "two", "2", "three"])
        #expect(added(history) == ["three"])
    }

    @Test func `the whole history is asked as it is sent`() {
        let history = DirectHistory(stored + [Message(.user, "three")], stored: stored)
        #expect(texts(history) == ["one", "1", "two", "2", "three"])
        #expect(added(history) == ["three"])
    }

    @Test func `a history whose beginning was cut off is not stored again`() {
        let history = DirectHistory(stored.suffix(2) + [Message(.user, "three")], stored: stored)
        #expect(texts(history) == ["two", "2", "three"])
        #expect(added(history) == ["three"])
    }

    @Test func `nor is one whose first message was stored otherwise`() {
        let sent = [Message(.user, "ONE")] + stored.dropFirst() + [Message(.user, "three")]
        let history = DirectHistory(sent, stored: stored)
        #expect(texts(history) == ["ONE", "1", "two", "2", "three"])
        #expect(added(history) == ["three"])
    }

    @Test func `a message that had no answer and comes again is stored once`() {
        let open = stored + [Message(.user, "three")]
        let history = DirectHistory([Message(.user, "three")], stored: open)
        #expect(texts(history) == ["one", "1", "two", "2", "three"])
        #expect(added(history).isEmpty)
        // The same words behind an answer are a new message.
        #expect(added(DirectHistory([Message(.user, "two")], stored: stored)) == ["two"])
    }

    @Test func `the first message comes again when it had no answer`() {
        let history = DirectHistory([Message(.user, "one")], stored: [Message(.user, "one")])
        #expect(texts(history) == ["one"] && added(history).isEmpty)
        let first = DirectHistory([Message(.user, "one")], stored: [])
        #expect(texts(first) == ["one"] && added(first) == ["one"])
    }

    @Test func `another branch is stored from where it leaves the stored one`() {
        let sent = [
            stored[0], stored[1], Message(.user, "other"), Message(.assistant, "else"), Message(.user, "three"),
        ]
        let history = DirectHistory(sent, stored: stored)
        #expect(texts(history) == ["one", "1", "other", "else", "three"])
        #expect(added(history) == ["other", "else", "three"])
    }
}
