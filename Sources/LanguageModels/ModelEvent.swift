/// What happens while a model answers.
public enum ModelEvent: Sendable, Hashable {
    /// The provider accepted the request: its id of the response and the model that answers, where given.
    case started(id: String?, servedModel: String?)
    /// More of the shown reasoning.
    case reasoningDelta(String)
    /// More of the answer.
    case textDelta(String)
    /// A tool call begins; `index` counts the calls of this answer from 0.
    case toolCallStarted(index: Int, id: String, name: String)
    /// More of the arguments' JSON text of a tool call.
    case toolCallArguments(index: Int, delta: String)
    /// Usage so far, replacing what was reported before. Several may come; the last one counts.
    case usage(UsageReport)
}
