import LanguageModels
import Money

/// Puts the replies of a call's requests together and checks that they fit each other and what was asked.
struct EmbeddingAssembly: Sendable {
    private let call: EmbeddingCall
    private var vectors: [[Float]] = []
    private var usage = UsageReport(Usage(), source: .provider)
    private var servedModel: String?

    init(_ call: EmbeddingCall) { self.call = call }

    /// Takes the reply of the next request.
    ///
    /// - Throws: `ModelError` with code `malformedReply` when it has not one vector a text, all of one dimension, the
    ///   one that was asked for, each of numbers that have a direction.
    mutating func take(_ reply: EmbeddingResponse, texts: Int) throws(ModelError) {
        guard reply.vectors.count == texts else {
            throw malformed("\(reply.vectors.count) vectors for \(texts) texts")
        }
        for vector in reply.vectors {
            let wanted = call.dimensions ?? vectors.first?.count ?? vector.count
            guard vector.count == wanted, wanted > 0 else {
                throw malformed("a vector of \(vector.count) dimensions where \(wanted) were expected")
            }
            guard let unit = vector.normalized else { throw malformed("a vector without a direction") }
            vectors.append(unit)
        }
        usage = usage.adding(reply.usage)
        servedModel = reply.servedModel ?? servedModel
    }

    /// The vectors of all texts of the call, of length 1.
    func response(_ plan: EmbeddingPlan, _ model: ModelID) -> EmbeddingResponse {
        EmbeddingResponse(
            vectors: plan.places.map { vectors[$0] }, usage: usage, servedModel: servedModel, model: model)
    }

    private func malformed(_ what: String) -> ModelError {
        ModelError(
            .malformedReply, "\(call.model) sent \(what). Check that it is an embedding model", model: call.model,
            mayBeBilled: true)
    }
}

extension [Float] {
    /// The vector at length 1; nil when it has no direction: all zero, infinite, or no number.
    var normalized: [Float]? {
        // In double, so that neither tiny nor huge components are lost.
        let square = reduce(0.0) { $0 + Double($1) * Double($1) }
        guard square.isFinite, square > 0 else { return nil }
        let scale = 1 / square.squareRoot()
        return map { Float(Double($0) * scale) }
    }
}

extension UsageReport {
    /// Both together: known as well as the one that is known less well.
    fileprivate func adding(_ other: UsageReport) -> UsageReport {
        let worst: Source =
            source == .missing || other.source == .missing
            ? .missing : source == .estimate || other.source == .estimate ? .estimate : .provider
        let cost = reportedCost.map { $0 + (other.reportedCost ?? .zero) } ?? other.reportedCost
        return UsageReport(usage + other.usage, source: worst, reportedCost: cost)
    }
}
