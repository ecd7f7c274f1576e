import Terminal

/// The conversations that a test can have with the probe.
struct Probe {
    let reader: LineReader
    let output: TerminalOutput
    private let prompt = Prompt("probe> ", continuation: "more> ")

    /// Says what each line was, and shows notices that come meanwhile.
    func lines(showing notices: AsyncStream<String>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [reader] in
                for await notice in notices { reader.notice(notice) }
            }
            try await lines()
            group.cancelAll()
        }
    }

    /// Says what each line was, until the end.
    func lines() async throws {
        while true {
            do {
                let event = try await reader.next(prompt: prompt)
                try say(event)
                switch event {
                case .quit, .endOfInput, .hangup: return
                case .line, .interrupted: break
                }
            } catch TerminalError.outputClosed {
                return
            } catch let error as TerminalError {
                try output.writeLine("error \(error)")
            }
        }
    }

    /// A turn that ends when a line says `done`, then one line.
    func turn() async throws {
        try await reader.withTurn { turn in
            try output.writeLine("turn begins")
            events: while let event = await turn.next() {
                switch event {
                case .interrupt: try output.writeLine("interrupt")
                case .typedLine("done"): break events
                case .typedLine(let line): try output.writeLine("typed \(shown(line))")
                case .hangup: return
                }
            }
            try output.writeLine("turn ends")
        }
        try await lines()
    }

    /// A turn in which a question is asked when something was typed.
    func question() async throws {
        try await reader.withTurn { turn in
            try output.writeLine("turn begins")
            _ = await turn.next()
            try say(try await reader.ask(Prompt("sure? ")))
        }
        try await lines()
    }

    /// A line that is cancelled by another task, and the one after it.
    func cancel() async throws {
        let reader = reader
        let prompt = prompt
        let waiting = Task { try await reader.next(prompt: prompt) }  // the test is about cancelling it
        reader.notice("cancelling")
        while waiting.isCancelled == false { waiting.cancel() }
        do {
            try say(try await waiting.value)
        } catch is CancellationError {
            try output.writeLine("cancelled")
        }
        try await lines()
    }

    private func say(_ event: LineEvent) throws {
        switch event {
        case .line(let line): try output.writeLine("got \(shown(line))")
        case .interrupted: try output.writeLine("interrupted")
        case .quit: try output.writeLine("quit")
        case .endOfInput: try output.writeLine("end of input")
        case .hangup: try output.writeLine("hangup")
        }
    }

    private func shown(_ line: String) -> String {
        line.replacing("\n", with: "|")
    }
}
