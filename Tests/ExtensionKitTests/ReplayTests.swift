import AgentRuntime
import ExtensionKit
import FarthingTesting
import LanguageModels
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct ReplayTests {
    private struct Clock: Tool {
        typealias Arguments = NoArguments
        static let name = "clock"
        static let description = "Tells the time."
        func call(_ arguments: NoArguments, in run: Run) async throws -> ToolOutput {
            ToolOutput("noon")
        }
    }

    /// A conversation in which a tool was called, as the ledger has it.
    private func recorded() async throws -> RecordedConversation {
        let model = ScriptedModel([
            .toolCalls([("clock", "{}"), ("missing", "{}")]), .text("It is noon."),
            .text("You are welcome."),
        ])
        let test = try TestRuntime(model, tools: [Clock()])
        let conversation = try await test.runtime.newConversation()
        _ = try await conversation.send("What time is it? Ask ada@example.org.") { _ in }
        _ = try await conversation.send("Thanks!") { _ in }
        return RecordedConversation(try #require(try await test.ledger.conversation(conversation.id)))
    }

    private var folder: String {
        #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
            + "/Examples/redactor-python"
    }

    @Test func `an extension that only edits what is sent changes nothing that people see`()
        async throws
    {
        let recorded = try await recorded()
        #expect(recorded.messages == ["What time is it? Ask ada@example.org.", "Thanks!"])
        #expect(
            recorded.lines.prefix(3) == [
                "person: What time is it? Ask ada@example.org.", "tool: clock {}", "tool answered: noon",
            ])
        let trial = try FolderTrial(folder: folder, environment: ProcessInfo.processInfo.environment)
        let differences = try await trial.differences(replaying: recorded)
        // A tool that was not there then is offered now and says what the loop said then.
        #expect(differences == [])
    }

    @Test func `what an extension changes is shown`() async throws {
        let root = "/tmp/farthing-replay-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        let program = try String(contentsOfFile: "\(folder)/main.py", encoding: .utf8)
            .replacing(
                "before_main_llm_call(params[\"payload\"])",
                with: "{\"payload\": {\"result\": {\"text\": \"midnight\"}}}"
            )
            .replacing("before_main_llm_call", with: "tool_execute_after")
        try Data(program.utf8).write(to: URL(filePath: "\(root)/main.py"))
        let manifest =
            "name: late\ncommand: [python3, main.py]\nhooks: [{point: tool_execute_after, order: 900}]\n"
        try Data(manifest.utf8).write(to: URL(filePath: "\(root)/extension.yaml"))
        let trial = try FolderTrial(folder: root, environment: ProcessInfo.processInfo.environment)
        let differences = try await trial.differences(replaying: recorded())
        #expect(differences.contains("-tool answered: noon"))
        #expect(differences.contains("+tool answered: midnight"))
    }
}
