import ExactJSON
import FarthingTesting
import LanguageModels
import Testing

@testable import AgentRuntime

/// A temporary workspace, beside it a folder that is none of its business, and a run in which tools can be called.
final class ToolBench: Sendable {
    let root: TemporaryFolder
    let person: ScriptedPerson
    let log = EventLog()
    let run: Run

    /// Makes a bench.
    ///
    /// - Parameter answers: what the person answers, in order; after that every question is an error of the test.
    init(answers: [Answer] = [], emit: RunEventSink? = nil) throws {
        root = try TemporaryFolder()
        root.makeFolder("workspace")
        root.makeFolder("outside")
        person = ScriptedPerson(answers)
        let test = try TestRuntime(ScriptedModel([]), person: person)
        run = test.runtime.makeRun(
            conversation: ConversationID("C"), turn: TurnID("T"), workspace: root.path + "/workspace",
            permissions: Permissions(), emit: emit ?? log.sink)
    }

    /// The workspace's path.
    var workspace: String { root.path + "/workspace" }
    /// The path of the folder outside.
    var outside: String { root.path + "/outside" }

    /// Calls a tool with arguments as JSON text, as the loop would, and returns its text.
    func call(_ tool: any DynamicTool, _ arguments: String) async throws -> String {
        let definition = tool.definition
        let object = try ToolArgumentsText.parse(arguments, schema: definition.parameters)
        let invocation = ToolInvocation(id: "call-1", name: definition.name, arguments: object, turn: run.turn)
        return try await tool.call(invocation, in: run).text
    }

    /// The message of the failure that a call ends in; nil when it ends well.
    func failure(of tool: any DynamicTool, _ arguments: String) async throws -> String? {
        do {
            _ = try await call(tool, arguments)
            return nil
        } catch let failure as ToolFailure {
            return failure.message
        }
    }

    /// The progress that was told of.
    var progress: String {
        log.events.reduce(into: "") { text, event in
            if case .toolProgress(let progress) = event { text += progress.text }
        }
    }
}
