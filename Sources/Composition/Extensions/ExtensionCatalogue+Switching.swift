package import AgentRuntime
import AgentSettings
package import ExtensionHosting

extension ExtensionCatalogue {
    /// Switches an extension on: ends its quarantine, and agrees to what it may do.
    ///
    /// - Parameter place: which of those of that name; nil for the nearest that does not run.
    /// - Returns: what was done, one line each; empty when it was on already.
    /// - Throws: `HostingError`.
    package func enable(_ name: String, in place: ExtensionPlace?) throws(HostingError) -> [String] {
        let one = try find(name, in: place)
        var done: [String] = []
        if try quarantines.remove(name) { done.append("the quarantine of \(name) has ended") }
        if try switches.set(name, in: one.place, off: false) {
            done.append("\(name) is switched on in the \(one.place) place")
        }
        if let folder = one.source, let found = places.found().first(where: { $0.folder == folder }) {
            switch found.manifest {
            case .success(let manifest) where !accepted.contains(manifest, folder: folder):
                try accepted.add(manifest, folder: folder)
                done.append("agreed: \(name) \(manifest.clauses.joined(separator: ", "))")
            case .success: break
            case .failure(let error):
                throw HostingError(.badSettings, extension: name, error.description)
            }
        }
        if let why = settingsDisable(name) { throw HostingError(.badSettings, extension: name, why) }
        return done
    }

    /// Switches an extension off in a place.
    ///
    /// - Parameter place: which of those of that name; nil for the one that runs.
    /// - Returns: what was done; empty when it was off already.
    /// - Throws: `HostingError`.
    package func disable(_ name: String, in place: ExtensionPlace?) throws(HostingError) -> [String] {
        let one = try find(name, in: place)
        guard try switches.set(name, in: one.place, off: true) else { return [] }
        return ["\(name) is switched off in the \(one.place) place"]
    }

    private func find(_ name: String, in place: ExtensionPlace?) throws(HostingError) -> InstalledExtension {
        let all = extensions
        let named = all.filter { $0.name == name && (place == nil || $0.place == place) }
        guard let one = named.first else {
            let places = all.filter { $0.name == name }.map { "\($0.place)" }
            guard places.isEmpty else {
                throw HostingError(
                    .notFound, extension: name, "it is in the \(places.joined(separator: " and the ")) place only")
            }
            let near = NearestName.of(name, among: all.map(\.name)).map { "; did you mean \($0)?" }
            throw HostingError(
                .notFound, extension: name,
                "there is none of that name\(near ?? "; farthing extensions list shows them")")
        }
        return one
    }
}
