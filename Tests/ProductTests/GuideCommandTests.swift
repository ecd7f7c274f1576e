import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The commands of `docs/guide.md`, run one after another in one folder, print what the guide shows.
@Suite(.serialized) struct GuideCommandTests {
    @Test func `the guide's commands print what it says`() throws {
        let product = try Product(ScriptedProvider())
        for (command, shown) in try commands() {
            let words = command.split(separator: " ").dropFirst().map(String.init)
            let end = try product.start(words).finish()
            #expect(end.exitCode == 0, "\(command): \(end.errors)")
            #expect(Self.fits(end.output, shown), "\(command) printed:\n\(end.output)\(end.errors)")
        }
    }

    /// Each command with the lines below it.
    private func commands() throws -> [(command: String, shown: [String])] {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
        let guide = try String(contentsOfFile: "\(root)/docs/guide.md", encoding: .utf8)
        var commands: [(command: String, shown: [String])] = []
        var isConsole = false
        for line in guide.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isConsole = line == "```console"
            } else if isConsole, line.hasPrefix("$ ") {
                commands.append((String(line.dropFirst(2)), []))
            } else if isConsole {
                commands[commands.count - 1].shown.append(String(line))
            }
        }
        return commands
    }

    /// Whether an output is the lines shown; `…` stands for the rest of a line, or for any lines.
    private static func fits(_ output: String, _ shown: [String]) -> Bool {
        var lines = output.split(separator: "\n").map(String.init)[...]
        for line in shown {
            if line == "…" {
                lines = []
                continue
            }
            guard let printed = lines.popFirst() else { return false }
            let head = line.split(separator: "…", omittingEmptySubsequences: false)[0]
            guard line.contains("…") ? printed.hasPrefix(head) : printed == line else { return false }
        }
        return lines.isEmpty
    }
}
