import LanguageModels

extension CallPipeline {
    /// Asks the call's models in order until one answers.
    func answer(_ call: ModelCall, _ underway: CallUnderway) async throws -> ModelResponse {
        var candidates = [call.request.model] + call.fallbacks.filter { $0 != call.request.model }
        var number = 0
        var atThisModel = 0
        while true {
            var request = call.request
            request.model = candidates[0]
            do {
                return try await send(request, call, number, underway)
            } catch let error as ModelError {
                number += 1
                let shown = underway.hasDelivered
                let random = Double.random(in: 0..<1)
                switch retry.verdict(after: error, number: atThisModel, delivered: shown, random: random) {
                case .retry(let wait):
                    atThisModel += 1
                    try await emit(.retrying(error, after: wait, number: atThisModel))
                    try await services.clock.sleep(for: wait)
                case .giveUp:
                    guard candidates.count > 1, !shown, error.mayBeAnsweredElsewhere else { throw error }
                    candidates.removeFirst()
                    atThisModel = 0
                    try await emit(.fallingBack(error, to: candidates[0]))
                }
            }
        }
    }
}

extension ModelError {
    /// Whether another model may answer what this one did not.
    fileprivate var mayBeAnsweredElsewhere: Bool {
        switch code {
        case .invalidRequest, .contentPolicy: false
        default: true
        }
    }
}
