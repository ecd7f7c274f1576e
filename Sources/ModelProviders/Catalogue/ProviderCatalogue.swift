import LanguageModels

/// The providers that are known, by name.
package struct ProviderCatalogue: Sendable {
    /// The entries, in the order in which their keys are looked for.
    package private(set) var entries: [CatalogueEntry]
    private var positions: [String: Int] = [:]

    /// Makes a catalogue of entries; of two with one name the first counts.
    package init(_ entries: [CatalogueEntry]) {
        self.entries = entries
        for (position, entry) in entries.enumerated() {
            for name in [entry.name] + entry.aliases where positions[name] == nil { positions[name] = position }
        }
    }

    /// The entry of a name or alias, in any letter case.
    package subscript(name: String) -> CatalogueEntry? {
        (positions[name] ?? positions[name.lowercased()]).map { entries[$0] }
    }

    /// The catalogue with the settings' providers added or changed, in the order of their names.
    ///
    /// A provider that is not in the catalogue needs a base URL; without one it is left out. Its locality is what the
    /// settings say, else what the address shows.
    package func applying(_ overlays: [String: ProviderOverlay]) -> ProviderCatalogue {
        var entries = entries
        for (name, overlay) in overlays.sorted(by: { $0.key < $1.key }) {
            let position = positions[name] ?? positions[name.lowercased()]
            guard position != nil || overlay.baseURL != nil else { continue }
            var entry =
                position.map { entries[$0] }
                ?? CatalogueEntry(name, name, nil) {
                    $0.locality = overlay.baseURL.map(LocalAddress.isLocal) == true ? .local : .cloud
                }
            if let dialect = overlay.dialect, dialect != entry.dialect {
                entry.dialect = dialect
                entry.authentication = dialect == .anthropic ? .header("x-api-key") : .bearer
            }
            if let baseURL = overlay.baseURL {
                entry.baseURL = baseURL
                entry.addressVariables = []
            }
            if let variable = overlay.keyVariable { entry.vendorKeyVariables.insert(variable, at: 0) }
            if let locality = overlay.locality { entry.locality = locality }
            // What is not in the catalogue may charge or not; only its owner knows.
            if position == nil, entry.locality == .local { entry.billing = .unknown }
            if let baseURL = overlay.baseURL, entry.billing == .free, !LocalAddress.isLocal(baseURL) {
                entry.billing = .charges
            }
            if let isFree = overlay.isFree { entry.billing = isFree ? .free : .charges }
            if let position { entries[position] = entry } else { entries.append(entry) }
        }
        return ProviderCatalogue(entries)
    }

    /// The known names nearest to a mistyped one, best first: at most three, none that is far off.
    package func nearest(to name: String) -> [String] {
        let wanted = Array(name.lowercased().utf8.prefix(64))
        let scored = positions.keys.map { (name: $0, distance: ProviderCatalogue.distance(wanted, Array($0.utf8))) }
        return scored.filter { $0.distance <= Swift.max(2, wanted.count / 3) || $0.name.hasPrefix(name.lowercased()) }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    /// Edits between two names (Levenshtein).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let above = row[column + 1]
                row[column + 1] = Swift.min(above + 1, row[column] + 1, diagonal + (byte == other ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
