import LanguageModels
import NIOConcurrencyHelpers

/// What a runtime knows of the providers it asks, shared by all its conversations.
final class Upstreams: Sendable {
    /// Models that are remembered; more than anybody uses, so that memory stays bounded.
    private static let capacity = 1024

    private let noticed = NIOLockedValueBox<Set<ModelID>>([])

    /// Whether this is the first time that the person hears of a model without a price.
    func isFirstNotice(of model: ModelID) -> Bool {
        noticed.withLockedValue { $0.count < Self.capacity && $0.insert(model).inserted }
    }
}
