/// The secrets that are at hand: from the environment first, then from the files, the nearer one first.
package struct Secrets: Sendable {
    /// The most keys of one name; more are ignored.
    package static let maximumKeys = 32

    /// As it is: most of it is no secret, and none of it is looked at before it is asked for. The mirror hides it.
    private let environment: [String: String]
    private let files: [(path: String, values: [String: Secret])]

    /// Takes an environment. Values that can be no secret (empty, several lines) count as not set.
    package init(environment: [String: String]) {
        self.init(environment: environment, files: [])
    }

    init(environment: [String: String], files: [SecretsFile]) {
        self.environment = environment
        self.files = files.map { ($0.path, $0.values) }
    }

    /// Returns the keys of the first of the names that is set; nil when none is.
    ///
    /// The environment counts before any file, whatever the order of the names. Several keys are separated by commas;
    /// they come in that order, without doubles. The word `None` counts as not set.
    package func keys(named names: some Collection<String>) -> NamedSecrets? {
        for name in names {
            let keys = environment[name].flatMap(Secret.init).map(Secrets.split) ?? []
            if !keys.isEmpty { return NamedSecrets(name: name, place: "environment", keys: keys) }
        }
        for file in files {
            for name in names {
                let keys = file.values[name].map(Secrets.split) ?? []
                if !keys.isEmpty { return NamedSecrets(name: name, place: file.path, keys: keys) }
            }
        }
        return nil
    }

    /// Every secret that is set: all of the files, and of the environment what its name says is one. For masking and
    /// for saying what is set; sorted by name.
    package var known: [NamedSecrets] {
        var names = Set(files.flatMap(\.values.keys))
        names.formUnion(environment.keys.filter(Secrets.soundsSecret))
        return names.sorted().compactMap { keys(named: [$0]) }
    }

    /// Whether a variable or key of this name holds a secret, as far as its name tells.
    static func soundsSecret(_ name: String) -> Bool {
        let name = name.uppercased()
        let ends = ["_KEY", "_KEYS", "_TOKEN", "_SECRET", "_PASSWORD", "APIKEY"]
        return name.hasPrefix("API_KEY_") || ends.contains { name.hasSuffix($0) }
            || ["KEY", "TOKEN", "SECRET", "PASSWORD", "AUTHORIZATION"].contains(name)
    }

    private static func split(_ secret: Secret) -> [Secret] {
        var keys: [Secret] = []
        for part in secret.reveal().split(separator: ",") {
            guard keys.count < maximumKeys, let key = Secret(String(part)), !keys.contains(key),
                key.reveal().lowercased() != "none"
            else { continue }
            keys.append(key)
        }
        return keys
    }
}

extension Secrets: CustomStringConvertible, CustomReflectable {
    /// The number of names, nothing else.
    package var description: String { "\(known.count) secrets" }
    /// Empty.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
