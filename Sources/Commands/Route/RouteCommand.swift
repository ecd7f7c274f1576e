package import ArgumentParser

/// `farthing route`: how much a message asks of a model, and what was learned about that.
package struct RouteCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "route", abstract: "Score messages, and learn which need a strong model.",
        subcommands: [
            RouteExplainCommand.self, RouteScoreCommand.self, RouteTrainCommand.self, RouteEvalCommand.self,
            RouteMetricsCommand.self,
            RouteResetCommand.self,
        ])

    package init() {}
}
