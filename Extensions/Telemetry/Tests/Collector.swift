import ExactJSON
import NIOConcurrencyHelpers
import Telemetry

/// A collector in memory that answers by a script, then takes everything.
final class Collector: TelemetryTransport {
    struct Post: Sendable {
        var address: String
        var headers: [String]
        var body: JSONValue
    }

    struct Unreachable: Error {}

    private let answers: NIOLockedValueBox<[Int]>
    private let posts = NIOLockedValueBox<[Post]>([])
    private let refusals = NIOLockedValueBox(0)

    /// - Parameter answers: the statuses of the first answers; 0 is a collector that is not there.
    init(_ answers: [Int] = []) { self.answers = NIOLockedValueBox(answers) }

    func post(
        _ body: [UInt8], to address: String, headers: [(name: String, value: String)], timeLimit: Duration
    ) async throws -> TelemetryReply {
        let status = answers.withLockedValue { $0.isEmpty ? 200 : $0.removeFirst() }
        if status != 200 { refusals.withLockedValue { $0 += 1 } }
        if status == 0 { throw Unreachable() }
        if status == 200 {
            let post = Post(
                address: address, headers: headers.map { "\($0.name)=\($0.value)" },
                body: try JSONValue(parsing: String(decoding: body, as: UTF8.self)))
            posts.withLockedValue { $0.append(post) }
        }
        return TelemetryReply(status: status)
    }

    var taken: [Post] { posts.withLockedValue { $0 } }
    var refused: Int { refusals.withLockedValue { $0 } }

    /// Every span that arrived, in order.
    var spans: [JSONValue] {
        taken.flatMap { $0.body["resourceSpans"]?[0]?["scopeSpans"]?[0]?["spans"]?.arrayValue ?? [] }
    }

    /// The latest state of a metric.
    func metric(_ name: String) -> JSONValue? {
        taken.compactMap { post in
            post.body["resourceMetrics"]?[0]?["scopeMetrics"]?[0]?["metrics"]?.arrayValue?.first {
                $0["name"]?.stringValue == name
            }
        }.last
    }
}

extension JSONValue {
    /// An attribute's value, as text.
    func attribute(_ key: String) -> String? {
        let value = self["attributes"]?.arrayValue?.first { $0["key"]?.stringValue == key }?["value"]
        guard case .object(let object) = value, let only = object.first?.value else { return nil }
        return only.stringValue ?? only.text
    }
}
