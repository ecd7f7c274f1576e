import AgentRuntime
import ExactJSON
import LanguageModels

/// Lets the model read what a server offers to be read.
struct ResourceTool: DynamicTool {
    /// The most resources that are named to the model.
    static let listed = 50

    let definition: ToolDefinition
    let instance: HostedInstance

    init(instance: HostedInstance, resources: [JSONValue]) {
        self.instance = instance
        let lines = resources.prefix(Self.listed).map { resource in
            let name = resource["title"]?.stringValue ?? resource["name"]?.stringValue ?? ""
            return "- \(resource["uri"]?.stringValue ?? "?") \(name)"
        }
        let more = resources.count > Self.listed ? "\n… and \(resources.count - Self.listed) more" : ""
        definition = ToolDefinition(
            name: ToolName.text(instance.name, "read_resource"),
            description: "Reads one of what \(instance.name) offers to be read:\n"
                + lines.joined(separator: "\n") + more,
            parameters: [
                "type": "object",
                "properties": ["uri": ["type": "string", "description": "The resource's address."]],
                "required": ["uri"], "additionalProperties": false,
            ])
    }

    func call(_ invocation: ToolInvocation, in run: Run) async throws -> ToolOutput {
        guard let uri = invocation.arguments["uri"]?.stringValue else {
            throw ToolFailure("Give the address of what to read as uri.")
        }
        do {
            let reply = try await instance.request("resources/read", ["uri": .string(uri)])
            return ToolReply.output(reading: reply["contents"]?.arrayValue ?? [])
        } catch let error as HostingError {
            throw ToolFailure(error.description)
        }
    }
}
