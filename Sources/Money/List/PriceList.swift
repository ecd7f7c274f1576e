public import ExactJSON

/// A price list: what every model costs at every provider, with the user's own prices on top.
///
/// A value. Entries are decoded when they are asked for (some microseconds), nothing is parsed when a list is made:
/// keep the `ModelPrice` of a model that is called often.
public struct PriceList: Sendable {
    /// Which list it is.
    public let version: PriceVersion
    let file: PriceListFile
    /// The user's prices by lower-case `provider/name`, the one that came into effect last first.
    private var overlays: [String: [Overlay]] = [:]

    private struct Overlay: Sendable {
        var effectiveFrom: BillingTime?
        var price: ModelPrice
    }

    /// The list that is compiled in.
    public static let embedded: PriceList = {
        guard let file = PriceListFile.embedded else {
            preconditionFailure("the embedded price list is damaged: a build error, a test opens it")
        }
        return PriceList(file: file)
    }()

    /// Opens a compact list, as `PriceListImport` makes it; throws `PriceListError` when it is damaged.
    public init(compact bytes: [UInt8]) throws(PriceListError) {
        guard let file = PriceListFile(bytes: bytes) else {
            throw PriceListError(.damaged, "the stored price list is damaged: run `farthing models update` again")
        }
        self.init(file: file)
    }

    init(file: PriceListFile) {
        self.file = file
        version = PriceVersion(
            date: file.header[0], sha256: file.header[1], source: file.header[2], licence: file.header[3])
    }

    /// How many models are listed, the user's own not counted.
    public var count: Int { file.count }

    /// The keys in order, the user's own not included.
    public var keys: [String] { (0..<file.count).map { file.key($0) } }

    /// All entries: the listed ones in order of their keys, the user's own instead of them, and those of the user's
    /// that are not listed at the end. Decoding them takes some tens of milliseconds.
    public var entries: [ModelPrice] {
        var own = overlays.compactMapValues(\.first?.price)
        var entries: [ModelPrice] = []
        for index in 0..<file.count {
            let listed = price(index)
            let name = listed.key.split(separator: "/", maxSplits: 1)
            let key = PriceList.overlayKey(name.count == 2 ? listed.key : "\(listed.provider)/\(listed.key)")
            entries.append(own.removeValue(forKey: key) ?? listed)
        }
        return entries + own.values.sorted { $0.key < $1.key }
    }

    /// The entry that stands under exactly this key, in the list or the user's prices.
    public func entry(key: String) -> ModelPrice? {
        if let own = overlays[key.lowercased()]?.first { return own.price }
        return file.find(key).flatMap { file.key($0) == key ? price($0) : nil }
    }

    func price(_ index: Int) -> ModelPrice {
        ModelPrice(key: file.key(index), entry: file.entry(index), version: version.description)
    }
}

extension PriceList {
    /// Adds a price of the user's, which counts instead of the listed one from `effectiveFrom` on.
    ///
    /// - Parameters:
    ///   - model: `provider/name`.
    ///   - fields: LiteLLM's field names with decimal values; `free: true` declares that the model costs nothing. They
    ///     replace all prices that the list has for the model; limits and capabilities that are not given stay.
    ///     `effective_from` (a date or RFC 3339) says since when, where `effectiveFrom` does not.
    ///   - effectiveFrom: Since when; nil for always.
    /// - Throws: `PriceListError` naming the field that is no price.
    public mutating func add(
        model: String, fields: JSONObject, effectiveFrom: BillingTime? = nil
    ) throws(PriceListError) {
        var fields = fields
        let written = try PriceList.effectiveFrom(fields, model)
        let effectiveFrom = effectiveFrom ?? written
        fields["effective_from"] = nil
        var given = PriceFields(fields)
        if let field = given.malformed.first {
            throw PriceListError(
                .badOverlay, "prices: \(model): \(field) is not a price; write dollars a unit, e.g. 0.0000025")
        }
        var merged = JSONObject()
        let listed = match(model)
        if let listed, let index = file.find(listed.price.key) {
            for member in file.entry(index) where !PriceList.isPrice(member.key) {
                merged[member.key] = member.value
            }
        }
        for member in fields { merged[member.key] = member.value }
        if merged["litellm_provider"] == nil {
            merged["litellm_provider"] = .string(String(model.prefix { $0 != "/" }))
        }
        if merged["mode"] == nil { merged["mode"] = .string(ModelMode.chat.rawValue) }
        merged["declared"] = .bool(true)
        given = PriceFields(merged)
        let price = ModelPrice(key: model, fields: given, version: version.description + "+settings")
        guard price.isPriced else {
            throw PriceListError(
                .badOverlay,
                "prices: \(model): give input_cost_per_token and output_cost_per_token, or free: true if it costs nothing"
            )
        }
        let key = PriceList.overlayKey(model)
        overlays[key, default: []].append(Overlay(effectiveFrom: effectiveFrom, price: price))
        overlays[key]?.sort { a, b in
            guard let from = a.effectiveFrom else { return false }
            return b.effectiveFrom.map { $0 < from } ?? true
        }
    }

    private static func effectiveFrom(
        _ fields: JSONObject, _ model: String
    ) throws(PriceListError) -> BillingTime? {
        guard let value = fields["effective_from"] else { return nil }
        guard let time = value.stringValue.flatMap({ BillingTime(rfc3339: $0) }) else {
            throw PriceListError(
                .badOverlay,
                "prices: \(model): effective_from is no time; write 2026-12-01 or 2026-12-01T08:00:00Z")
        }
        return time
    }

    /// The times at which prices of the user's come into effect, rising: between two of them no price changes.
    public var changes: [BillingTime] {
        Set(overlays.values.joined().compactMap(\.effectiveFrom)).sorted()
    }

    private static func isPrice(_ field: String) -> Bool {
        PriceFields.isPrice(field) || field.hasSuffix("_pricing") || field.hasPrefix("regional_")
            || field == "provider_specific_entry" || field == "free"
    }

    private static func overlayKey(_ model: String) -> String {
        guard let slash = model.firstIndex(of: "/") else { return model.lowercased() }
        return ProviderFamily.name(of: String(model[..<slash])) + model[slash...].lowercased()
    }

    func overlay(_ provider: String, _ name: String, at time: BillingTime?) -> ModelPrice? {
        guard !overlays.isEmpty else { return nil }
        let candidates = overlays[ProviderFamily.name(of: provider) + "/" + name.lowercased()] ?? []
        return candidates.first { overlay in
            guard let from = overlay.effectiveFrom, let time else { return true }
            return from <= time
        }?.price
    }
}
