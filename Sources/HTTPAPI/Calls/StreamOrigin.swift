import AgentRuntime
import HTTPTypes
import LanguageModels

/// Where a streamed answer comes from, as far as it is known when its first piece comes: the model and why it was chosen,
/// and what the provider calls itself and the answer.
struct StreamOrigin {
    private var route: Route?
    private var providerID: String?
    private var servedModel: String?

    /// The answer's name: the provider's, or one of ours where it gives none.
    func id(or fallback: String) -> String { providerID ?? fallback }

    /// The model that answers.
    var model: String { servedModel ?? route?.model.name ?? "" }

    /// Takes from an event what it tells. Of several answers in one stream the first one's route counts.
    mutating func note(_ event: DirectEvent) {
        switch event {
        case .routed(let route): if self.route == nil { self.route = route }
        case .run(.fallingBack(_, let model)): route?.model = model
        case .model(.started(let id, let model)):
            providerID = id ?? providerID
            servedModel = model ?? servedModel
        default: break
        }
    }

    /// A stream's head with what is known of the answer.
    func completed(_ head: HTTPFields) -> HTTPFields {
        var fields = head
        route?.write(to: &fields, answeredBy: nil)
        return fields
    }
}
