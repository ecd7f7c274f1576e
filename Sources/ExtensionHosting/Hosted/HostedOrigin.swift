import AgentSettings
import ExactJSON

/// Where an extension outside the binary comes from.
enum HostedOrigin: Sendable {
    /// A folder with a manifest, which is read anew when it has changed.
    case folder(String, given: JSONObject)
    /// An entry of the settings.
    case server(ServerSettings, given: JSONObject)
}
