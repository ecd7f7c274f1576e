import AgentRuntime
import AgentSettings
import ConversationBudgets
import HTTPStreaming

/// The places that the settings send alerts to.
enum AlertSinks {
    /// - Throws: `AgentError` when the secret that shall sign them is not there: nothing goes out unsigned by mistake.
    static func all(_ loaded: LoadedSettings, environment: [String: String]) throws -> [any BudgetAlertSink] {
        let settings = loaded.settings.budgets.alerts
        var sinks: [any BudgetAlertSink] = []
        if let address = settings.webhook {
            var secret: Secret?
            if let name = settings.secretEnv {
                guard let found = loaded.secrets.keys(named: [name])?.keys.first else {
                    throw AgentError(
                        .badExtensions,
                        "budgets.alerts.secret_env: \(name) is not set, and alerts shall not go out unsigned. Set it, "
                            + "or leave secret_env out.")
                }
                secret = found
            }
            sinks.append(
                WebhookAlertSink(
                    address: address, secret: secret,
                    transport: CurlTransport(options: CurlTransport.Options(environment: environment))))
        }
        if settings.desktop { sinks.append(DesktopAlertSink()) }
        return sinks
    }
}
