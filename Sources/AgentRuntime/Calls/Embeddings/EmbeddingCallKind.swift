import LanguageModels
import Money
import NIOConcurrencyHelpers

/// One request of a call of the embedding slot: the texts stand as messages, so that budgets, costs and whoever stands
/// around an attempt see them, and the vectors come back beside the response.
struct EmbeddingCallKind: CallKind {
    let services: RuntimeServices
    /// The vectors' length; nil leaves it to the model.
    let dimensions: Int?
    private let reply = NIOLockedValueBox<EmbeddingResponse?>(nil)

    init(services: RuntimeServices, dimensions: Int?) {
        self.services = services
        self.dimensions = dimensions
    }

    /// What the model that was asked last answered; nil when somebody else answered in its place.
    var vectors: EmbeddingResponse? { reply.withLockedValue { $0 } }

    func model(_ id: ModelID) throws -> any Model {
        VectorModel(id: id, model: try services.models.embeddingModel(id), dimensions: dimensions, reply: reply)
    }

    func promptTokens(of request: ModelRequest) -> TokenCount {
        var sum = TokenCount(0, isExact: true)
        for message in request.messages {
            let count = services.tokens.tokens(of: message.text, for: request.model)
            sum.tokens += count.tokens
            sum.isExact = sum.isExact && count.isExact
        }
        return sum
    }

    func bounds(of request: ModelRequest, promptTokens: Int, maxOutputTokens: Int?) -> CallBounds {
        CallBounds(promptTokens: promptTokens, maxOutputTokens: 0, cacheWrites: [], hasImages: false)
    }
}

/// An embedding model in the place of a text model.
private struct VectorModel: Model {
    let id: ModelID
    let model: any EmbeddingModel
    let dimensions: Int?
    let reply: NIOLockedValueBox<EmbeddingResponse?>

    var profile: ModelProfile { model.profile }
    var usableKeys: [Int] { model.usableKeys }

    func using(key: Int) -> any Model {
        VectorModel(id: id, model: model.using(key: key), dimensions: dimensions, reply: reply)
    }

    func respond(
        to request: ModelRequest, onEvent: (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        var vectors = try await model.embed(request.messages.map(\.text), dimensions: dimensions)
        vectors.model = id
        reply.withLockedValue { [vectors] in $0 = vectors }
        return ModelResponse(
            message: Message(.assistant, ""), finishReason: .stop, usage: vectors.usage,
            servedModel: vectors.servedModel, limits: vectors.limits)
    }
}
