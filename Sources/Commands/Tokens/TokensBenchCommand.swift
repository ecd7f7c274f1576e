package import ArgumentParser
import Tokenization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `farthing tokens bench`: how fast counting is on this machine.
package struct TokensBenchCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure counting on the texts of files, in process, on one thread.",
        discussion: """
            Every file is one text. All of them are counted over and over for about --seconds, and the fastest \
            round is reported. Files are read before anything is measured.
            """)

    @OptionGroup var encoding: EncodingOptions

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Measure encoding to ids instead of counting.")
    var encode = false

    @Option(help: "How long to measure.")
    var seconds = 1.0

    @Argument(help: "The files.", completion: .file())
    var files: [String]

    package init() {}

    package func run() throws {
        try TokensStreams.run { streams in
            let tokenizer = try encoding.tokenizer()
            guard seconds > 0, seconds <= 3600 else {
                throw TokensProblem.usage("--seconds is to be more than 0 and at most 3600")
            }
            let texts = try files.map(read)
            let bytes = texts.reduce(0) { $0 + $1.count }
            let clock = ContinuousClock()
            let start = clock.now
            _ = tokenizer.count("Hello, world! This is the first text.")
            let first = start.duration(to: clock.now)
            var best = Duration.seconds(3600)
            var tokens = 0
            var rounds = 0
            let begin = clock.now
            repeat {
                let start = clock.now
                tokens = texts.reduce(0) { $0 + count($1, tokenizer) }
                best = min(best, start.duration(to: clock.now))
                rounds += 1
            } while rounds < 3 || begin.duration(to: clock.now) < .seconds(seconds)
            let time = Self.seconds(best)
            let rate = time > 0 ? Double(bytes) / time / 1e6 : 0
            if json {
                streams.output += Array(
                    """
                    {"encoding":"\(tokenizer.encoding)","bytes":\(bytes),"tokens":\(tokens),\
                    "seconds":\(Self.decimal(time, 9)),"mb_per_s":\(Self.decimal(rate, 3))}

                    """.utf8)
            } else {
                streams.output += Array(
                    """
                    \(tokenizer.encoding): \(bytes) bytes, \(tokens) tokens in \(Self.decimal(time, 6)) s, \
                    \(Self.decimal(rate, 1)) MB/s (best of \(rounds) rounds; first count after start \
                    \(Self.decimal(Self.seconds(first) * 1e6, 0)) µs)

                    """.utf8)
            }
        }
    }

    private func count(_ text: [UInt8], _ tokenizer: Tokenizer) -> Int {
        encode ? tokenizer.encode(bytes: text).count : tokenizer.count(utf8: text.span)
    }

    private func read(_ path: String) throws(TokensProblem) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw TokensProblem.usage("\(path) cannot be read")
        }
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    /// A number with a fixed number of decimals; `String(format:)` is not in FoundationEssentials.
    private static func decimal(_ value: Double, _ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let units = Int((value * scale).rounded())
        if places == 0 { return "\(units)" }
        let fraction = String(units % Int(scale))
        return "\(units / Int(scale)).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
    }
}
