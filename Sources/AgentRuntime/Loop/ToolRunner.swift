import ExactJSON
import LanguageModels

/// Runs one tool call within its hooks. Whatever goes wrong becomes a result the model can read; only cancellation and
/// an extension's veto of the whole turn end the run.
struct ToolRunner: Sendable {
    let run: Run
    let toolbox: Toolbox
    let prompts: any PromptSource

    /// Runs a call.
    ///
    /// - Returns: what was called and what came of it, and whether the turn ends with it.
    func execute(_ call: ToolCall) async throws -> (ToolOutcome, endsTurn: Bool) {
        var invocation = ToolInvocation(id: call.id, name: call.name, arguments: .init(), turn: run.turn)
        let result: ToolResult
        var output: ToolOutput?
        do {
            guard let offered = toolbox[call.name] else { throw try unknown(call.name) }
            invocation.arguments = try ToolArgumentsText.parse(
                call.arguments, schema: offered.definition.parameters)
            try await run.hooks.toolExecuteBefore(&invocation, in: run.environment)
            guard let tool = toolbox[invocation.name] else { throw try unknown(invocation.name) }
            try await run.emit(.toolStarted(invocation))
            (result, output) = try await operate(tool, invocation)
        } catch let error as CancellationError {
            throw error
        } catch let error as AgentError where error.code == .aborted {
            throw error
        } catch let error as LedgerError {
            throw error
        } catch {
            result = ToolResult(
                callID: call.id, name: call.name, text: try await formatted("\(error)"), isError: true)
        }
        var outcome = ToolOutcome(invocation: invocation, result: result, images: output?.images ?? [])
        try await run.hooks.toolExecuteAfter(&outcome, in: run.environment)
        try await run.hooks.histAddToolResult(&outcome.result, in: run.environment)
        try await run.emit(.toolFinished(outcome))
        return (outcome, output?.endsTurn ?? false)
    }

    private func operate(
        _ tool: any DynamicTool, _ invocation: ToolInvocation
    ) async throws -> (ToolResult, ToolOutput?) {
        let run = run
        guard !run.hooks.toolCall.isEmpty else {
            let output = try await tool.call(invocation, in: run)
            return (ToolResult(callID: invocation.id, name: invocation.name, text: output.text), output)
        }
        let given = OutputBox()
        let result = try await run.hooks.toolCall(invocation, in: run.environment) { changed in
            let output = try await tool.call(changed, in: run)
            given.set(output)
            return ToolResult(callID: changed.id, name: changed.name, text: output.text)
        }
        return (result, given.value)
    }

    private func unknown(_ name: String) throws -> ToolFailure {
        ToolFailure(try prompts.prompt("fw.tool_not_found", ["tool": name, "tools": toolbox.names]))
    }

    private func formatted(_ text: String) async throws -> String {
        var error = ErrorText(text: text, audience: .model)
        try await run.hooks.errorFormat(&error, in: run.environment)
        return error.text
    }
}
