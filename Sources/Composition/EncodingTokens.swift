import AgentRuntime
import ExactJSON
import LanguageModels
import NIOConcurrencyHelpers
import Tokenization

/// Token counts for the runtime: by the model's own encoding and chat rules where they are public, otherwise an
/// estimate with the field's buffer of 1.1, marked as such.
///
/// Estimates are calibrated by what providers report, model by model. The reports are read back from the ledger before
/// the first estimate of a process.
final class EncodingTokens: TokenCounting {
    /// Models whose rules are kept.
    private static let capacity = 256
    /// Attempts in the ledger that are looked through for reports: a page of them a model, and a few milliseconds.
    private static let remembered = 2000

    private struct State {
        var counters: [ModelID: ChatTokenCounter] = [:]
        var calibrations: [ModelID: TokenCalibration] = [:]
        var hasRecalled = false

        mutating func calibrate(_ model: ModelID, _ calibration: TokenCalibration) {
            if calibrations.count >= EncodingTokens.capacity, calibrations[model] == nil { calibrations.removeAll() }
            calibrations[model] = calibration
            counters[model] = counters[model]?.calibrated(by: calibration)
        }
    }

    private let ledger: any LedgerStore
    private let lastTools = NIOLockedValueBox<[ModelID: (tools: [ToolDefinition], tokens: Int)]>([:])
    private let state = NIOLockedValueBox(State())

    init(ledger: any LedgerStore) { self.ledger = ledger }

    func promptTokens(of request: ModelRequest) -> TokenCount {
        let counter = counter(for: request.model)
        let tools = toolTokens(request.tools, of: request.model, counter)
        let counted = counter.rawCount(request.messages.flatMap(Self.shapes), toolTokens: tools)
        return TokenCount(counter.estimate(from: counted), counted: counter.rules.isExact ? nil : counted)
    }

    func tokens(of text: String, for model: ModelID) -> TokenCount { TokenCount(counter(for: model).count(text)) }

    /// Reads the reports back, once.
    func prepare(for model: ModelID) async {
        guard !counter(for: model).rules.isExact else { return }
        let isFirst = state.withLockedValue { state in
            defer { state.hasRecalled = true }
            return !state.hasRecalled
        }
        // Without the reports an estimate is less close; a ledger that cannot be read fails at the attempt itself.
        guard isFirst, let reports = try? await ledger.promptReports(latest: Self.remembered) else { return }
        var recalled: [ModelID: TokenCalibration] = [:]
        for report in reports {
            recalled[report.model, default: TokenCalibration()]
                .record(estimated: report.counted, reported: report.reported)
        }
        state.withLockedValue { state in
            for (model, calibration) in recalled where state.calibrations[model] == nil {
                state.calibrate(model, calibration)
            }
        }
    }

    func learn(from attempt: AttemptRecord) {
        guard let report = PromptReport(attempt) else { return }
        state.withLockedValue { state in
            var calibration = state.calibrations[report.model] ?? TokenCalibration()
            calibration.record(estimated: report.counted, reported: report.reported)
            state.calibrate(report.model, calibration)
        }
    }

    /// The tools of the last request of each model, which are mostly those of its next one too.
    private func toolTokens(_ tools: [ToolDefinition], of model: ModelID, _ counter: ChatTokenCounter) -> Int {
        // Outside the lock: comparing is quick for the same array and not for an equal one.
        if let known = lastTools.withLockedValue({ $0[model] }), known.tools == tools { return known.tokens }
        let tokens = counter.rawCount(tools: tools.map { ChatToolShape($0) })
        lastTools.withLockedValue { last in
            if last.count >= Self.capacity { last.removeAll() }
            last[model] = (tools, tokens)
        }
        return tokens
    }

    private func counter(for model: ModelID) -> ChatTokenCounter {
        if let known = state.withLockedValue({ $0.counters[model] }) { return known }
        let made: ChatTokenCounter
        do { made = try ChatTokenCounter(model: model.description) } catch {
            preconditionFailure("the rules name only encodings that are compiled in: \(error)")
        }
        return state.withLockedValue { state in
            if state.counters.count >= Self.capacity { state.counters.removeAll() }
            let counter = state.calibrations[model].map(made.calibrated) ?? made
            state.counters[model] = counter
            return counter
        }
    }

    /// A message as it goes over the wire: each tool result is a message of its own.
    private static func shapes(_ message: Message) -> [ChatMessageShape] {
        if case .text(let text)? = message.content.first, message.content.count == 1 {
            return [ChatMessageShape(role: message.role.rawValue, text: text)]
        }
        var text = ""
        var images: [ImageShape] = []
        var calls: [ChatToolCallShape] = []
        var results: [ChatMessageShape] = []
        for part in message.content {
            switch part {
            case .text(let piece): text += piece
            case .reasoning(let reasoning): text += reasoning.text
            case .image(.base64(let data, _)): images.append(ImageHeader.shape(ofBase64: data))
            case .image(.url): images.append(.unknown)
            case .toolCall(let call): calls.append(ChatToolCallShape(name: call.name, arguments: call.arguments))
            case .toolResult(let result): results.append(ChatMessageShape(role: "tool", text: result.text))
            }
        }
        guard results.isEmpty || !text.isEmpty else { return results }
        return [
            ChatMessageShape(role: message.role.rawValue, text: text, toolCalls: calls, images: images)
        ] + results
    }
}

extension TokenCount {
    fileprivate init(_ estimate: TokenEstimate, counted: Int? = nil) {
        self.init(estimate.count, isExact: !estimate.isEstimate, counted: counted)
    }
}

extension ChatToolShape {
    /// The shape of a tool's schema; what is not a plain property is counted as its text.
    fileprivate init(_ tool: ToolDefinition) {
        let properties = tool.parameters["properties"]?.objectValue ?? JSONObject()
        self.init(
            name: tool.name, description: tool.description,
            properties: properties.map { member in
                var rest = member.value.objectValue ?? JSONObject()
                for known in ["type", "description", "enum"] { rest[known] = nil }
                return Property(
                    name: member.key, type: member.value["type"]?.stringValue ?? "",
                    description: member.value["description"]?.stringValue ?? "",
                    choices: (member.value["enum"]?.arrayValue ?? []).compactMap(\.stringValue),
                    rest: rest.isEmpty ? "" : JSONValue.object(rest).text)
            })
    }
}
