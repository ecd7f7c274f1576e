public import LanguageModels
import NIOConcurrencyHelpers

/// The checks that every `Model` must pass, whatever is behind it.
///
/// ```swift
/// let violations = await ModelConformance(request: request) { try await makeModel() }.violations()
/// #expect(violations.isEmpty)
/// ```
/// Each check makes a model of its own. The request should be one that is answered with at least two events beside
/// `started` and usage.
public struct ModelConformance: Sendable {
    /// What is asked in every check.
    public var request: ModelRequest
    /// Whether the same request always gets the same content: then it is compared over repeats, over streaming and
    /// not, and over requests made at the same time.
    public var isDeterministic: Bool
    private let makeModel: @Sendable () async throws -> any Model

    /// Makes a suite.
    public init(
        request: ModelRequest, isDeterministic: Bool = true,
        makeModel: @escaping @Sendable () async throws -> any Model
    ) {
        self.request = request
        self.isDeterministic = isDeterministic
        self.makeModel = makeModel
    }

    /// Runs every check and returns what was violated, in words; empty when the model conforms.
    public func violations() async -> [String] {
        var violations: [String] = []
        for check in [checkSum, checkSinkError, checkCancelledBefore, checkCancelledDuring, checkConcurrency] {
            do {
                violations += try await check()
            } catch {
                violations.append("a request that should succeed failed: \(error)")
            }
        }
        return violations
    }

    private struct SinkError: Error, Equatable { var event: Int }

    private func checkSum() async throws -> [String] {
        var violations: [String] = []
        var contents: [[ContentPart]] = []
        for stream in isDeterministic ? [true, true, false] : [true, false] {
            let model = try await makeModel()
            if model.profile.id.name.isEmpty { violations.append("the profile names no model") }
            var sum = EventSum()
            let response = try await model.respond(to: asked(stream: stream)) { sum.add($0) }
            let mode = stream ? "streaming" : "not streaming"
            violations += sum.faults.map { "\(mode): \($0)" }
            if shown(sum.content) != shown(response.message.content) {
                violations.append(
                    "\(mode): the events add up to \(shown(sum.content)), the response is "
                        + "\(shown(response.message.content))")
            }
            if response.message.role != .assistant {
                violations.append("\(mode): the response's role is not assistant")
            }
            if (sum.usage ?? .missing) != response.usage {
                violations.append("\(mode): the last usage event is not the response's usage")
            }
            if !response.message.toolCalls.isEmpty, response.finishReason == .stop {
                violations.append("\(mode): tools were called but the finish reason is stop")
            }
            if Set(response.message.toolCalls.map(\.id)).count != response.message.toolCalls.count {
                violations.append("\(mode): two tool calls have one id")
            }
            contents.append(shown(response.message.content))
        }
        if isDeterministic, Set(contents).count > 1 {
            violations.append("the same request got different answers: \(contents)")
        }
        return violations
    }

    private func checkSinkError() async throws -> [String] {
        var violations: [String] = []
        for position in 0..<2 {
            var events = 0
            do {
                _ = try await makeModel().respond(to: request) { _ in
                    defer { events += 1 }
                    if events == position { throw SinkError(event: position) }
                }
                if events > position { violations.append("an error thrown by the sink was swallowed") }
            } catch let error as SinkError {
                if error.event != position { violations.append("another sink error came out than went in") }
            } catch {
                violations.append("an error thrown by the sink came out as \(error)")
            }
            if events > position + 1 { violations.append("events were reported after the sink had thrown") }
        }
        return violations
    }

    private func checkCancelledBefore() async throws -> [String] {
        let model = try await makeModel()
        let request = request
        return await withTaskGroup(of: [String].self) { group in
            group.cancelAll()
            group.addTask {
                let events = NIOLockedValueBox(0)
                do {
                    _ = try await model.respond(to: request) { _ in events.withLockedValue { $0 += 1 } }
                    return ["a request made in a cancelled task succeeded"]
                } catch is CancellationError {
                    return events.withLockedValue { $0 } == 0 ? [] : ["a cancelled request reported events"]
                } catch {
                    return ["a request made in a cancelled task failed with \(error), not CancellationError"]
                }
            }
            return await group.next() ?? []
        }
    }

    private func checkCancelledDuring() async throws -> [String] {
        let model = try await makeModel()
        let request = request
        return await withTaskGroup(of: [String].self) { group in
            let gate = Gate()
            let reached = Gate()
            group.addTask {
                do {
                    _ = try await model.respond(to: request) { _ in
                        reached.open()
                        // Ends by cancellation, which the sink hides: the model must see it by itself.
                        do { try await gate.wait() } catch {}
                    }
                    return ["a request cancelled in the middle succeeded"]
                } catch is CancellationError {
                    return []
                } catch {
                    return ["a request cancelled in the middle failed with \(error), not CancellationError"]
                }
            }
            do { try await reached.wait() } catch {}
            group.cancelAll()
            return await group.next() ?? []
        }
    }

    private func checkConcurrency() async throws -> [String] {
        let model = try await makeModel()
        let request = request
        let answers = try await withThrowingTaskGroup(of: [ContentPart].self) { group in
            for _ in 0..<8 {
                group.addTask { shown(try await model.respond(to: request) { _ in }.message.content) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        return isDeterministic && Set(answers).count > 1 ? ["answers differ when asked at the same time"] : []
    }

    private func asked(stream: Bool) -> ModelRequest {
        var request = request
        request.stream = stream
        return request
    }

    /// Returns the content as events can say it: without proofs, sealed reasoning and ids, neighbours of one kind
    /// joined.
    private func shown(_ content: [ContentPart]) -> [ContentPart] {
        var shown: [ContentPart] = []
        for part in content {
            switch (part, shown.last) {
            case (.reasoning(let reasoning), _) where reasoning.text.isEmpty: break
            case (.reasoning(let reasoning), .reasoning(let before)?):
                shown[shown.count - 1] = .reasoning(Reasoning(text: before.text + reasoning.text))
            case (.reasoning(let reasoning), _): shown.append(.reasoning(Reasoning(text: reasoning.text)))
            case (.text(let text), .text(let before)?): shown[shown.count - 1] = .text(before + text)
            case (.toolCall(let call), _):
                shown.append(.toolCall(ToolCall(id: "", name: call.name, arguments: call.arguments)))
            default: shown.append(part)
            }
        }
        return shown
    }
}
