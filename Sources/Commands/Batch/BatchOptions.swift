import AgentRuntime
import ArgumentParser
import Composition
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the batch commands share.
package struct BatchOptions: ParsableArguments {
    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var runtime: RuntimeOptionGroup

    package init() {}

    /// Puts the runtime together, does the work so that Ctrl-C leaves everything as it stands, and reports what goes
    /// wrong.
    func withDesk(
        _ body: @escaping @Sendable (BatchDesk, TerminalOutput, TerminalOutput) async throws -> Void
    ) async throws {
        try await CommandSite.run(json: json) { site in
            let person = NobodyThere(reason: "`farthing batch` asks no questions.")
            let composed = try await ComposedRuntime(
                runtime.options(person: person) { failure in
                    // A line that cannot be written to standard error cannot be reported anywhere.
                    try? site.errors.writeLine("farthing: \(failure)")
                })
            try await interruptible { try await body(BatchDesk(composed), site.output, site.errors) }
            try await composed.runtime.stop()
        }
    }

    /// The bytes of a file.
    static func read(_ file: String) throws -> [UInt8] {
        do { return [UInt8](try Data(contentsOf: URL(filePath: file))) } catch {
            throw BatchProblem("\(file) cannot be read: check that it is there and readable.")
        }
    }
}

/// A wrong argument that shows only when the file is opened.
struct BatchProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
