import AgentSettings
package import ExactJSON

extension HostedManifest {
    /// The settings that the extension gets: its user's, checked, with the defaults for what they do not say.
    ///
    /// - Throws: `HostingError` naming the setting.
    package func values(of given: JSONObject) throws(HostingError) -> JSONObject {
        for member in given where settings[member.key] == nil {
            let hint = NearestName.of(member.key, among: settings.keys.sorted()).map { "; did you mean \"\($0)\"?" }
            throw HostingError(
                .badSettings, extension: name,
                "it has no setting \"\(member.key)\"\(hint ?? "; it has \(settings.keys.sorted().joined(separator: ", "))")"
            )
        }
        var values = JSONObject()
        for (key, declaration) in settings.sorted(by: { $0.key < $1.key }) {
            guard let value = given[key] ?? declaration.standard else {
                if declaration.isRequired {
                    throw HostingError(
                        .badSettings, extension: name, "it needs `extensions: settings: \(name): \(key):`")
                }
                continue
            }
            guard declaration.accepts(value) else {
                throw HostingError(
                    .badSettings, extension: name, "its setting \"\(key)\" must be of the type \(declaration.kind)")
            }
            values[key] = value
        }
        return values
    }
}
