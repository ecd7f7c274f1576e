import ExactJSON

/// The import of a price list in LiteLLM's schema (`model_prices_and_context_window.json`).
public struct PriceListImport: Sendable {
    /// What is done when a list is suspicious as a whole.
    public struct Limits: Sendable {
        /// The largest share of the models in use that may be gone, in percent.
        public var goneModels = 10
        /// The largest share of models that may have lost their usable price, in percent.
        public var lostPrices = 5
        /// The largest share of models whose price may have changed tenfold or more, in percent.
        public var jumpedPrices = 2
        /// Makes the usual limits.
        public init() {}
    }

    /// The list in the compact form that `PriceList(compact:)` opens.
    public let compact: [UInt8]
    /// The list.
    public let list: PriceList
    /// What is odd about its entries.
    public let issues: [PriceIssue]
    /// Models that the list in use did not have.
    public let added: [String]
    /// Models that are gone.
    public let removed: [String]
    /// Models whose price changed.
    public let changed: [String]

    /// Not models: explanations that stand among them.
    private static let notModels: Set<String> = ["sample_spec", "fallback_generalizations"]

    /// Reads a list and checks it against the one in use.
    ///
    /// - Parameters:
    ///   - json: The bytes of the list.
    ///   - version: The date, hash and source to record.
    ///   - current: The list in use.
    ///   - limits: From which point on the list is refused.
    /// - Throws: `PriceListError` when it is no list, shrank, or too many of its entries fail their checks.
    public init(
        json: [UInt8], version: PriceVersion, replacing current: PriceList, limits: Limits = Limits()
    ) throws(PriceListError) {
        let models = try PriceListImport.models(json)
        compact = PriceListEncoder.encode(
            models, header: [version.date, version.sha256, version.source, version.licence])
        list = try PriceList(compact: compact)
        var issues: [PriceIssue] = []
        for (key, entry) in models { issues += PriceCheck.issues(of: key, PriceFields(entry)) }
        let comparison = PriceListComparison(old: current, new: list)
        issues += comparison.jumped
        self.issues = issues.sorted { ($0.model, $0.kind.rawValue) < ($1.model, $1.kind.rawValue) }
        added = comparison.added
        removed = comparison.removed
        changed = comparison.changed
        try PriceListImport.guardAgainst(comparison, current, limits)
    }

    private static func models(_ json: [UInt8]) throws(PriceListError) -> [(key: String, entry: JSONObject)] {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: json)
        } catch {
            throw PriceListError(.malformed, "the price list is not JSON: \(error)")
        }
        guard let object = value.objectValue else {
            throw PriceListError(.malformed, "the price list is not a JSON object of models")
        }
        var seen: Set<String> = []
        var models: [(key: String, entry: JSONObject)] = []
        for member in object where !notModels.contains(member.key) {
            guard let entry = member.value.objectValue, entry["litellm_provider"]?.stringValue != nil else { continue }
            guard seen.insert(member.key).inserted else {
                throw PriceListError(.malformed, "the price list names \(member.key) twice")
            }
            models.append((member.key, entry))
        }
        guard !models.isEmpty else {
            throw PriceListError(
                .malformed, "the price list has no models: expected LiteLLM's model_prices_and_context_window.json")
        }
        return models
    }

    private static func guardAgainst(
        _ comparison: PriceListComparison, _ current: PriceList, _ limits: Limits
    ) throws(PriceListError) {
        func percent(_ part: Int) -> Int { part * 100 / max(1, current.count) }
        if comparison.removed.count * 100 > limits.goneModels * current.count {
            throw PriceListError(
                .shrank,
                "the list lacks \(comparison.removed.count) of the \(current.count) models in use "
                    + "(\(percent(comparison.removed.count)) %, at most \(limits.goneModels) % may go), e.g. "
                    + "\(comparison.removed.prefix(3).joined(separator: ", ")); the list in use stays")
        }
        if comparison.lostPrice.count * 100 > limits.lostPrices * current.count {
            throw PriceListError(
                .failsChecks,
                "\(comparison.lostPrice.count) models would lose their price, e.g. "
                    + "\(comparison.lostPrice.prefix(3).joined(separator: ", ")); the list in use stays")
        }
        if comparison.jumped.count * 100 > limits.jumpedPrices * current.count {
            throw PriceListError(
                .failsChecks,
                "the prices of \(comparison.jumped.count) models changed tenfold or more, e.g. "
                    + "\(comparison.jumped.prefix(3).map(\.model).joined(separator: ", ")); the list in use stays")
        }
    }
}
