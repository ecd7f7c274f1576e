import Composition
import ExactJSON
import LanguageModels
import NIOConcurrencyHelpers
import Terminal

/// Shows how batches stand.
struct BatchView {
    let output: TerminalOutput
    let json: Bool

    func show(_ reports: [BatchReport]) throws {
        if json {
            for report in reports { try output.writeLine(report.json.text) }
            return
        }
        var table = Table([
            .init("file"), .init("model"), .init("batch"), .init("status"), .number("done"), .number("failed"),
            .number("requests"),
        ])
        for report in reports {
            for part in report.parts {
                table.add([
                    report.file, part.model.description, part.id ?? "", part.status, part.done.grouped,
                    part.failed.grouped, part.total.grouped,
                ])
            }
        }
        try output.write(table.rendered(width: output.columns, palette: output.palette))
        for problem in reports.flatMap(\.parts).compactMap(\.problem) { try output.writeLine(problem) }
    }

    /// A progress bar on standard error, as something that several tasks may call.
    static func progress(_ label: String, to errors: TerminalOutput) -> (
        show: BatchDesk.Progress, finish: () throws -> Void
    ) {
        let display = NIOLockedValueBox<ProgressDisplay?>(nil)
        return (
            { done, total in
                try display.withLockedValue { display in
                    if display == nil { display = ProgressDisplay(label, total: total, to: errors) }
                    try display?.advance(to: done)
                }
            },
            { try display.withLockedValue { try $0?.finish() } }
        )
    }
}

extension BatchReport {
    /// The object that `--json` prints.
    var json: JSONValue {
        [
            "file": .string(file), "conversation": .string(conversation), "done": JSONValue(done),
            "requests": JSONValue(total), "collected": .bool(isCollected),
            "batches": .array(
                parts.map { part in
                    [
                        "id": part.id.map { .string($0) } ?? .null, "model": .string(part.model.description),
                        "status": .string(part.status), "ended": .bool(part.hasEnded),
                        "collected": .bool(part.isCollected), "done": JSONValue(part.done),
                        "failed": JSONValue(part.failed), "requests": JSONValue(part.total),
                        "problem": part.problem.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }
}
