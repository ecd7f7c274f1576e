import ExactJSON
import LanguageModels
import Money

/// Turns one reply with its faults into what goes over the wire, and into what is charged for it.
struct MockPlayer {
    let request: MockRequest
    let reply: MockReply
    let dialect: any MockDialect
    /// How many tool calls the server has made, for their ids.
    var toolCalls: Int
    private var chunkCount = 0
    /// What is charged; nil for a refusal.
    private(set) var charge: MockBill.Charge?

    init(request: MockRequest, reply: MockReply, dialect: any MockDialect, toolCalls: Int) {
        self.request = request
        self.reply = reply
        self.dialect = dialect
        self.toolCalls = toolCalls
    }

    mutating func steps() -> [LoopbackStep] {
        for fault in reply.faults {
            switch fault {
            case .status(let status, let message, let type, let headers):
                return [.json(dialect.error(message, type: type, status: status), status: status, headers: headers)]
            case .raw(let status, let contentType, let body):
                return [.reply(status: status, headers: [("content-type", contentType)], body: Array(body.utf8))]
            case .keyEcho:
                let message = "Incorrect API key provided: \(request.key ?? "none"). Find yours in the dashboard."
                return [.json(dialect.error(message, type: nil, status: 401), status: 401)]
            default: continue
            }
        }
        let answer = answer()
        let pieces: [String]
        if request.endpoint == .embeddings {
            pieces = [MockOpenAIDialect.embeddings(request, model: answer.model, usage: answer.usage)]
        } else if request.stream {
            let (events, finish, end) = dialect.stream(answer)
            pieces = events + (hasNoFinish ? [] : finish) + (hasNoEnd ? [] : end)
        } else {
            pieces = [dialect.whole(answer)]
        }
        return play(pieces, answer)
    }

    private mutating func answer() -> MockAnswer {
        var words = 0
        let content = reply.content.map { part -> ContentPart in
            switch part {
            case .toolCall(var call):
                toolCalls += 1
                if call.id.isEmpty { call.id = "call_\(toolCalls)" }
                words += 1 + ScriptedReply.words(of: call.arguments).count
                return .toolCall(call)
            case .text(let text):
                words += ScriptedReply.words(of: text).count
                return part
            case .reasoning(let reasoning):
                words += ScriptedReply.words(of: reasoning.text).count
                return part
            default: return part
            }
        }
        let isEmbedding = request.endpoint == .embeddings
        let usage =
            reply.usage ?? Usage(input: (request.recorded.body.count + 3) / 4, output: isEmbedding ? 0 : words)
        let calls = content.contains { if case .toolCall = $0 { true } else { false } }
        return MockAnswer(
            id: "mock-\(request.index)", model: reply.servedModel ?? request.model, content: content,
            finishReason: reply.finishReason ?? (calls ? .toolCalls : .stop), usage: usage,
            usagePlace: reply.usagePlace,
            statesUsage: request.body["stream_options"]?["include_usage"]?.boolValue ?? false)
    }

    private var hasNoEnd: Bool {
        reply.faults.contains { fault in
            switch fault {
            case .noEnd, .noFinish: true
            default: false
            }
        }
    }
    private var hasNoFinish: Bool { reply.faults.contains { if case .noFinish = $0 { true } else { false } } }
    private var comesByBytes: Bool { reply.faults.contains { if case .oneByteAtATime = $0 { true } else { false } } }

    /// Plays the pieces up to the first fault that ends the reply.
    private mutating func play(_ pieces: [String], _ answer: MockAnswer) -> [LoopbackStep] {
        let isStream = request.stream && request.endpoint != .embeddings
        var steps: [LoopbackStep] = []
        for case .gate(let gate, afterChunks: 0) in reply.faults { steps.append(.wait(gate)) }
        steps += head(isStream, pieces)
        // A reply that is not streamed is sent in two halves, so that it has a middle.
        let chunks = isStream ? pieces.map { Array($0.utf8) } : MockPlayer.halves(Array(pieces.joined().utf8))
        chunkCount = chunks.count
        for (index, chunk) in chunks.enumerated() {
            if let ending = ending(at: index, isStream: isStream, &steps) {
                note(answer, sent: index, of: chunks.count, isWhole: false)
                return steps + ending
            }
            steps.append(send(chunk, isStream))
        }
        note(answer, sent: 1, of: 1, isWhole: true)
        if isStream, let ending = ending(at: Int.max, isStream: isStream, &steps) { return steps + ending }
        return isStream ? steps + [.lastChunk] : steps
    }

    private func head(_ isStream: Bool, _ pieces: [String]) -> [LoopbackStep] {
        if isStream {
            let saysType = !reply.faults.contains { if case .noContentType = $0 { true } else { false } }
            let type: [LoopbackStep.Header] = saysType ? [("content-type", "text/event-stream")] : []
            return [.chunkedHead(headers: type + reply.headers)]
        }
        let length = pieces.reduce(0) { $0 + $1.utf8.count }
        return [
            .head(headers: [("content-type", "application/json"), ("content-length", "\(length)")] + reply.headers)
        ]
    }

    private static func halves(_ bytes: [UInt8]) -> [[UInt8]] {
        [Array(bytes[..<(bytes.count / 2)]), Array(bytes[(bytes.count / 2)...])]
    }

    private func send(_ chunk: [UInt8], _ isStream: Bool) -> LoopbackStep {
        guard comesByBytes else { return isStream ? .chunk(chunk) : .bytes(chunk) }
        guard isStream else { return .oneByteAtATime(chunk) }
        // Each byte as a chunk of its own.
        return .oneByteAtATime(chunk.flatMap { Array("1\r\n".utf8) + [$0] + Array("\r\n".utf8) })
    }

    /// Returns the steps of a fault that ends the reply at this place; gates are added and let it go on.
    private func ending(at index: Int, isStream: Bool, _ steps: inout [LoopbackStep]) -> [LoopbackStep]? {
        for fault in reply.faults {
            switch fault {
            case .gate(let gate, let place) where place > 0 && isHere(place, index, isStream): steps.append(.wait(gate))
            case .cut(let place) where isHere(place, index, isStream): return [.close]
            case .reset(let place) where isHere(place, index, isStream): return [.reset]
            case .stall(let place) where isHere(place, index, isStream): return [.stall]
            case .garbage(let place) where isHere(place, index, isStream):
                let bytes = Array((isStream ? "data: {\"id\":\u{1}garbage\n\n" : "}}garbage").utf8)
                return isStream ? [.chunk(bytes), .lastChunk] : [.bytes(bytes), .close]
            case .error(let message, let type, let place) where isHere(place, index, isStream) && isStream:
                return [.chunk(Array(dialect.errorEvent(message, type: type).utf8)), .lastChunk]
            default: continue
            }
        }
        return nil
    }

    private func isHere(_ place: Int, _ index: Int, _ isStream: Bool) -> Bool {
        // A place past the last chunk is after it.
        isStream ? place == index || (index == Int.max && place >= chunkCount) : Swift.min(place, 1) == index
    }

    private mutating func note(_ answer: MockAnswer, sent: Int, of all: Int, isWhole: Bool) {
        var usage = answer.usage
        if sent < all {
            // A provider charges what it had made when the connection broke.
            usage.output = (usage.output * sent + all - 1) / all
            usage.reasoning = (usage.reasoning * sent + all - 1) / all
        }
        charge = MockBill.Charge(request: request.index, model: answer.model, usage: usage, isWhole: isWhole)
    }
}
