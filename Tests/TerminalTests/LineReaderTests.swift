import Testing

@testable import Terminal

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The reader's promises to tasks, over a pipe in this process.
@Suite(.serialized) struct LineReaderTests {
    private let prompt = Prompt("> ")

    /// Runs `body` with a reader of a pipe and the descriptor to write lines to.
    private func withReader(_ body: (LineReader, Int32) async throws -> Void) async throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        let nowhere = open("/dev/null", O_WRONLY)
        var settings = LineReaderSettings(environment: [:])
        settings.input = ends[0]
        settings.maximumLineBytes = 8
        let reader = try LineReader(settings, output: TerminalOutput(descriptor: nowhere, environment: [:]))
        try await body(reader, ends[1])
        await reader.close()
        for descriptor in ends + [nowhere] { close(descriptor) }
    }

    private func type(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
    }

    @Test func `reads one line a call and goes on after a bad one`() async throws {
        try await withReader { (reader, input) async throws in
            #expect(!reader.isEditing)
            type("one\nmuch too long\ntwo\n", to: input)
            #expect(try await reader.next(prompt: prompt) == .line("one"))
            await #expect(throws: TerminalError.lineTooLong(line: 2, limit: 8)) {
                try await reader.next(prompt: prompt)
            }
            #expect(try await reader.ask(prompt) == .line("two"))
        }
    }

    @Test func `throws when the task is cancelled, and the next line is not lost`() async throws {
        try await withReader { (reader, input) async throws in
            await withThrowingTaskGroup(of: LineEvent.self) { group in
                group.addTask { try await reader.next(prompt: Prompt("> ")) }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            type("kept\n", to: input)
            #expect(try await reader.next(prompt: prompt) == .line("kept"))
        }
    }

    @Test func `refuses a second reader, and any line after it is closed`() async throws {
        try await withReader { (reader, input) async throws in
            #expect(throws: TerminalError.alreadyOpen) {
                try LineReader(
                    LineReaderSettings(environment: [:]), output: TerminalOutput(descriptor: 2, environment: [:]))
            }
            await reader.close()
            await #expect(throws: TerminalError.closed) { try await reader.next(prompt: prompt) }
        }
    }

    @Test func `ends a turn with nil and gives back what its body returns`() async throws {
        try await withReader { reader, _ in
            let turn = await reader.withTurn { turn in turn }
            async let event = turn.next()
            #expect(await event == nil)
        }
    }
}
