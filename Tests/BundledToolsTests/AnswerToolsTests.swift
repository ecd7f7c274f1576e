import AgentRuntime
import BundledTools
import ExactJSON
import LanguageModels
import Testing

@Suite struct AnswerToolsTests {
    @Test func `the response ends the turn with its text`() async throws {
        let bench = try ToolBench()
        let invocation = ToolInvocation(
            id: "1", name: "response", arguments: JSONObject([("text", "Done.")]), turn: bench.run.turn)
        #expect(try await Response().call(invocation, in: bench.run) == ToolOutput("Done.", endsTurn: true))
    }

    @Test func `a subordinate needs a task`() async throws {
        #expect(
            try await ToolBench().failure(of: CallSubordinate(), #"{"message":" "}"#)
                == "The message is empty. Say what the other agent is to do.")
    }

    @Test func `the tools are these, and their schemas are JSON`() throws {
        let definitions = BundledTools.all().map(\.definition)
        #expect(
            definitions.map(\.name) == [
                "read_file", "write_file", "list_files", "search_files", "shell", "call_subordinate", "response",
            ])
        for definition in definitions {
            #expect(try JSONValue(parsing: definition.parameters.text)["type"] == "object")
            #expect(!definition.description.isEmpty)
        }
        #expect(!BundledTools.all(shell: nil).map(\.definition.name).contains("shell"))
    }
}
