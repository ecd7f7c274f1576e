extension PriceList {
    /// How a model was found in the list.
    public enum MatchKind: String, Sendable, Hashable {
        /// Under its own name.
        case exact
        /// Under its name in other letter case.
        case letterCase = "letter_case"
        /// Under its name without the date of the snapshot.
        case withoutSnapshot = "without_snapshot"
        /// Under the name that the maker sells it by: a router that passes the maker's price on.
        case passedOn = "passed_on"
    }

    /// A model's price and how it was found.
    public struct Match: Sendable {
        /// The price.
        public var price: ModelPrice
        /// How it was found.
        public var kind: MatchKind
    }

    /// The price of a model at a provider; nil when the list does not know it.
    ///
    /// The provider is part of the key: the same name costs different amounts at different providers, and no provider's
    /// price stands in for another's, with one exception. In this order:
    /// 1. the user's own prices;
    /// 2. the key `provider/name`, then the key `name` where its entry is of the provider; of two entries one with a
    ///    price;
    /// 3. the same in other letter case;
    /// 4. the same without the date of a snapshot at the end of the name, the longest name first;
    /// 5. for `openrouter`, which passes the makers' prices on, the maker's own entry (`anthropic/claude-sonnet-4.5`
    ///    is Anthropic's `claude-sonnet-4-5`), but not for its variants (`…:free`).
    ///
    /// Never a longer or shorter name of another model.
    ///
    /// - Parameters:
    ///   - provider: The provider in our, LiteLLM's or the vendor's words.
    ///   - name: The name the provider knows.
    ///   - time: When, for prices of the user's that came into effect later; nil for now.
    public func match(provider: String, name: String, at time: BillingTime? = nil) -> Match? {
        let family = ProviderFamily.name(of: provider)
        for (index, form) in ModelNameForms.forms(of: name).enumerated() {
            if let price = overlay(family, form, at: time) {
                return Match(price: price, kind: index == 0 ? .exact : .withoutSnapshot)
            }
            if let found = find(family, provider, form) {
                return index == 0 ? found : Match(price: found.price, kind: .withoutSnapshot)
            }
        }
        return family == "openrouter" ? passedOn(name, at: time) : nil
    }

    /// The price of a model named by its key in the list (`azure/gpt-4o`, `gpt-4o`) or as `provider/name`.
    public func match(_ model: String, at time: BillingTime? = nil) -> Match? {
        if let slash = model.firstIndex(of: "/"),
            let own = overlay(String(model[..<slash]), String(model[model.index(after: slash)...]), at: time)
        {
            return Match(price: own, kind: .exact)
        }
        let listed = find(key: model)
        if let listed, listed.kind == .exact, listed.price.isPriced { return listed }
        if let slash = model.firstIndex(of: "/"), slash > model.startIndex {
            let name = String(model[model.index(after: slash)...])
            let found = match(provider: String(model[..<slash]), name: name, at: time)
            if let found, listed == nil || found.price.isPriced { return found }
        }
        if let listed { return listed }
        for form in ModelNameForms.forms(of: model).dropFirst() {
            if let index = file.find(form) { return Match(price: price(index), kind: .withoutSnapshot) }
        }
        return nil
    }

    private func find(_ family: String, _ provider: String, _ name: String) -> Match? {
        var candidates: [Match] = []
        for prefix in family == provider ? [family] : [family, provider] {
            if let found = find(key: prefix + "/" + name) { candidates.append(found) }
        }
        if candidates.first?.kind == .exact, candidates[0].price.isPriced { return candidates[0] }
        if let found = find(key: name), ProviderFamily.name(of: found.price.provider) == family {
            candidates.append(found)
        }
        // A list may have a model under both keys, one of them without a price (`gemini-exp-1206`).
        let exact = candidates.filter { $0.kind == .exact }
        return exact.first { $0.price.isPriced } ?? exact.first ?? candidates.first { $0.price.isPriced }
            ?? candidates.first
    }

    private func find(key: String) -> Match? {
        guard let index = file.find(key) else { return nil }
        return Match(price: price(index), kind: file.key(index) == key ? .exact : .letterCase)
    }

    private func passedOn(_ name: String, at time: BillingTime?) -> Match? {
        guard !name.contains(":"), let slash = name.firstIndex(of: "/") else { return nil }
        let maker = ProviderFamily.name(of: String(name[..<slash]))
        guard maker != "openrouter" else { return nil }
        let model = String(name[name.index(after: slash)...])
        let dashed = String(model.map { $0 == "." ? "-" : $0 })
        for spelling in model == dashed ? [model] : [model, dashed] {
            if let found = match(provider: maker, name: spelling, at: time) {
                return Match(price: found.price, kind: .passedOn)
            }
        }
        return nil
    }
}
