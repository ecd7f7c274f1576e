import AgentRuntime
import BundledTools
import ConversationBudgets

/// Shows alerts on the desktop, by `notify-send` where there is one and `osascript` on macOS.
struct DesktopAlertSink: BudgetAlertSink {
    /// Nothing on this machine shows notices.
    struct NoDesktop: Error, Sendable, CustomStringConvertible {
        let output: String
        var description: String {
            let said = output.split(whereSeparator: \.isNewline).first.map { ": \($0)" } ?? ""
            return "no desktop shows notices here (notify-send)\(said)"
        }
    }

    let name = "desktop"
    /// A notice that comes minutes later helps nobody.
    let patience = Duration.seconds(60)

    init() {}

    /// Shows the alert.
    func deliver(_ alert: BudgetAlert, name: String) async throws {
        #if os(macOS)
            let command = #"osascript -e 'display notification (system attribute "BODY") with title "Farthing"'"#
        #else
            let command = #"exec notify-send --app-name=farthing --urgency="$URGENCY" -- Farthing "$BODY""#
        #endif
        let variables = ["BODY": alert.message, "URGENCY": alert.isExhaustion ? "critical" : "normal"]
        let result = try await QuietCommand(command, variables: variables).run()
        guard result.status == 0 else { throw NoDesktop(output: result.output) }
    }
}
