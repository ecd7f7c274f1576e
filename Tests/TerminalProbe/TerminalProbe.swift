import Terminal

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A program that does with a line reader what its arguments say, for tests to drive.
///
/// Usage: `TerminalProbe lines|notices|turn|question|cancel|crash|exit [HISTORY]`. Lines come back as `got <line>`, with `|` for
/// newline.
@main
enum TerminalProbe {
    static func main() async throws {
        let environment = ["TERM", "NO_COLOR"].reduce(into: [String: String]()) { environment, name in
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        let output = TerminalOutput(descriptor: 1, environment: environment)
        var settings = LineReaderSettings(environment: environment)
        settings.historyFile = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : nil
        settings.maximumLineBytes = 10_000
        let (notices, noticing) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(16))
        settings.completion = { text in
            if text.hasPrefix("note") { noticing.yield("noticed \u{1B}[31m\(text.count)") }
            return ["/model", "/cost", "/compact", "/help"].filter { $0.hasPrefix(text) }
        }
        let reader = try LineReader(settings, output: output)
        let probe = Probe(reader: reader, output: output)
        switch CommandLine.arguments.dropFirst().first {
        case "notices": try await probe.lines(showing: notices)
        case "turn": try await probe.turn()
        case "question": try await probe.question()
        case "cancel": try await probe.cancel()
        case "crash":
            _ = try await reader.next(prompt: Prompt("crash> "))
            abort()
        case "exit":
            _ = try await reader.next(prompt: Prompt("exit> "))
            exit(3)
        default: try await probe.lines()
        }
        await reader.close()
        // With the terminal gone there is nobody to say it to.
        do throws(TerminalError) { try output.writeLine("bye") } catch { exit(error == .outputClosed ? 0 : 1) }
    }
}
