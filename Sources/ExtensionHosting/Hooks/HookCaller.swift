import AgentRuntime
import ExactJSON

/// Asks a program what it makes of a payload, for one run.
struct HookCaller: Sendable {
    /// Whom to ask; why nobody can be asked, for a hook that must not be passed over.
    let instance: Result<HostedInstance, HostingError>
    /// The run, as the program is told of it.
    let run: JSONValue

    /// Lets the program change a payload.
    ///
    /// - Throws: `HookRefusal`; `HostingError`; `DecodingError` when what comes back is no such payload.
    func edit<Payload: WirePayload>(_ payload: inout Payload, at point: HookPoint) async throws {
        let encoded = try JSONValueEncoder().encode(payload)
        switch try await ask(encoded, at: point) {
        case .unchanged: return
        case .changed(let patch): payload = try payload.changed(by: patch, from: encoded)
        case .refused(let reason): throw HookRefusal(reason)
        }
    }

    /// Tells the program what happened.
    func tell(_ event: some Encodable, at point: HookPoint) async throws {
        _ = try await ask(try JSONValueEncoder().encode(event), at: point)
    }

    /// Lets the program stand around an operation: it is asked before, with `{"phase": "before", "input"}`, and may change
    /// the input, give the `output` itself, or refuse; and after, with `{"phase": "after", "input", "output"}`, and may
    /// change the output.
    func surround<Input: WirePayload, Output: WirePayload>(
        _ input: Input, at point: HookPoint, _ next: @Sendable (Input) async throws -> Output
    ) async throws -> Output {
        var input = input
        let encoder = JSONValueEncoder()
        var encodedInput = try encoder.encode(input)
        switch try await ask(["phase": "before", "input": encodedInput], at: point) {
        case .unchanged: break
        case .refused(let reason): throw HookRefusal(reason)
        case .changed(let patch):
            if let given = patch["output"], !given.isNull {
                return try JSONValueDecoder().decode(Output.self, from: given)
            }
            if let changes = patch["input"] {
                input = try input.changed(by: changes, from: encodedInput)
                encodedInput = try encoder.encode(input)
            }
        }
        let output = try await next(input)
        let encodedOutput = try encoder.encode(output)
        switch try await ask(["phase": "after", "input": encodedInput, "output": encodedOutput], at: point) {
        case .unchanged: return output
        case .refused(let reason): throw HookRefusal(reason)
        case .changed(let patch):
            guard let changes = patch["output"] else { return output }
            return try output.changed(by: changes, from: encodedOutput)
        }
    }

    private func ask(_ payload: JSONValue, at point: HookPoint) async throws -> HookWire.Answer {
        let instance = try instance.get()
        let reply = try await instance.request(
            HookWire.method, ["point": .string(point.rawValue), "run": run, "payload": payload])
        return try HookWire.answer(reply, name: instance.name)
    }
}
