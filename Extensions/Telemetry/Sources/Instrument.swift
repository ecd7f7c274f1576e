/// What is measured, by the names and ranges of OpenTelemetry's conventions for generative AI.
enum Instrument: String, CaseIterable, Sendable {
    case tokens = "gen_ai.client.token.usage"
    case duration = "gen_ai.client.operation.duration"
    case firstChunk = "gen_ai.client.operation.time_to_first_chunk"
    case agentDuration = "gen_ai.invoke_agent.duration"
    case toolDuration = "gen_ai.execute_tool.duration"
    /// No convention has one yet; the name that other gateways use.
    case cost = "gen_ai.client.cost"
    case dropped = "farthing.telemetry.dropped"

    var unit: String {
        switch self {
        case .tokens: "{token}"
        case .duration, .firstChunk, .agentDuration, .toolDuration: "s"
        case .cost: "{USD}"
        case .dropped: "{span}"
        }
    }

    var summary: String {
        switch self {
        case .tokens: "Number of input and output tokens used, as the provider counted them."
        case .duration: "GenAI operation duration."
        case .firstChunk: "Time to receive the first chunk of a streamed answer."
        case .agentDuration: "Duration of a turn of the agent."
        case .toolDuration: "Duration of a tool call."
        case .cost: "What requests to models have cost. Exact sums are in the ledger."
        case .dropped: "Spans that were made and could not be sent."
        }
    }

    /// The ranges of a histogram; nil for a sum.
    var bounds: [Double]? {
        switch self {
        case .tokens: (0...13).map { Double(1 << (2 * $0)) }
        case .duration, .firstChunk, .agentDuration, .toolDuration: (0...13).map { 0.01 * Double(1 << $0) }
        case .cost, .dropped: nil
        }
    }
}
