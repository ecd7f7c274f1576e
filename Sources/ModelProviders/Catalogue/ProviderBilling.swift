/// Whether anybody sends a bill for a provider's models.
package enum ProviderBilling: Sendable, Hashable {
    /// Somebody does: a model without a price has an unknown one.
    case charges
    /// A server on one's own machine or network that may or may not be somebody's product.
    case unknown
    /// Nobody does: a server that runs models of one's own.
    case free
}
