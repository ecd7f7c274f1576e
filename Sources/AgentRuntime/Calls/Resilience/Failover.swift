import LanguageModels
import Money

/// Whom a call asks, and how often it has tried: the model it is for, then the others, the cheapest for this request
/// first.
struct Failover {
    /// The model asked now.
    private(set) var model: ModelID
    /// Attempts at this model so far, those that were not sent included.
    private(set) var tries = 0
    /// How many other keys may be tried at once after this model's key was refused; nil before that.
    private var keysLeft: Int?
    private var others: [ModelID]
    /// How often the prompt was made shorter for this model.
    private(set) var shortenings = 0

    init(_ call: ModelCall) {
        model = call.request.model
        others = []
        for other in call.fallbacks where other != model && !others.contains(other) { others.append(other) }
    }

    /// Whether there is anybody else to ask.
    var isLast: Bool { others.isEmpty }

    mutating func noteTry() { tries += 1 }

    mutating func noteShortening() { shortenings += 1 }

    /// Takes one of the other keys of this model, of which there are `count`; false when each was tried.
    mutating func takeKey(of count: Int) -> Bool {
        let left = keysLeft ?? count
        keysLeft = max(0, left - 1)
        return left > 0
    }

    /// Goes on to the cheapest of the others that can answer.
    ///
    /// - Parameters:
    ///   - cost: what the request costs at most there; nil when that is not known, which comes last.
    ///   - isFit: whether the model can answer at all.
    /// - Returns: false when nobody is left.
    mutating func goOn(cost: (ModelID) -> Money?, isFit: (ModelID) -> Bool) -> Bool {
        others.removeAll { !isFit($0) }
        guard let next = next(cost: cost, isFit: { _ in true }) else { return false }
        others.removeAll { $0 == next }
        model = next
        tries = 0
        keysLeft = nil
        shortenings = 0
        return true
    }

    /// The cheapest of the others that can answer; see `goOn`.
    func next(cost: (ModelID) -> Money?, isFit: (ModelID) -> Bool) -> ModelID? {
        others.lazy.filter(isFit).map { (model: $0, cost: cost($0)) }.enumerated().min { a, b in
            switch (a.element.cost, b.element.cost) {
            case (let left?, let right?): (left, a.offset) < (right, b.offset)
            case (nil, nil): a.offset < b.offset
            case (let left, _): left != nil
            }
        }?.element.model
    }
}
