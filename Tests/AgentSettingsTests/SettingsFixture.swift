@testable import AgentSettings

/// Loads settings from a text as `farthing.yaml`, with nothing else around.
func loaded(_ yaml: String, environment: [String: String] = [:]) throws -> LoadedSettings {
    let folder = try TemporaryFolder()
    try folder.write("farthing.yaml", yaml)
    return try LoadedSettings.load(
        SettingsRequest(workingDirectory: folder.path, environment: environment))
}

/// The problems of a text as `farthing.yaml`; empty when there are none.
func problems(_ yaml: String, environment: [String: String] = [:]) throws -> [String] {
    do {
        _ = try loaded(yaml, environment: environment)
        return []
    } catch let error as SettingsError {
        return error.problems.map(\.description)
    }
}
