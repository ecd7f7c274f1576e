import LanguageModels
import Money
import Terminal
import TrafficReplay

/// What a replay found, for people.
struct ReplayText {
    private let report: ReplayReport
    private let risks: Int

    init(_ report: ReplayReport, risks: Int) {
        self.report = report
        self.risks = risks
    }

    func rendered(width: Int?, palette: Palette) -> String {
        guard report.messages > 0 else { return "There is no past message to replay.\n" }
        var text =
            "\(report.messages) messages of \(report.conversations) conversations, \(report.calls) calls; no model was "
            + "asked.\n\n"
        var table = Table([
            .init("model"), .number("messages before"), .number("after"), .number("cost before"), .number("after"),
        ])
        for line in report.lines {
            table.add([
                line.model.description, "\(line.messagesBefore)", "\(line.messagesAfter)", "$\(line.costBefore)",
                "$\(line.costAfter)",
            ])
        }
        text += table.rendered(width: width, palette: palette) + "\n" + summary
        guard report.riskCount > 0 else { return text }
        text += "\nQuality is at risk in \(report.riskCount) of them"
        guard risks > 0 else { return text + ".\n" }
        var risky = Table([
            .init("message"), .init("before"), .init("after"), .number("good answer"), .init("why"),
        ])
        for risk in report.risks.prefix(risks) {
            risky.add([
                TextSanitizer.sanitized(String(risk.text.prefix(60).map { $0.isNewline ? " " : $0 })),
                risk.before.description, risk.after.description,
                "\(percent(risk.qualityBefore)) → \(percent(risk.qualityAfter))", risk.reason,
            ])
        }
        return text + ", the gravest:\n\n" + risky.rendered(width: width, palette: palette)
    }

    private var summary: String {
        let share = report.saved ?? 0
        let change =
            share >= 0 ? "\(percent(share)) less" : "\(percent(-share)) more"
        var text =
            "It cost $\(report.before) and would have cost $\(report.after), \(change); \(report.moved) messages "
            + "would have gone to another model. The mean chance of a good answer goes from "
            + "\(percent(report.qualityBefore)) to \(percent(report.qualityAfter)).\n"
        if report.recorded != report.before {
            text += "At the time $\(report.recorded) was paid: the prices compared with are others.\n"
        }
        if report.kept > 0 { text += "\(report.kept) messages stay as they were: without text, or without a price.\n" }
        return text
    }

    private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
