/// Samples of the Prometheus text format by name, their labels aside.
struct PrometheusSamples {
    private var values: [String: [Double]] = [:]

    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            // `name{labels} value [time]`; a label's text may contain blanks.
            let name = line.prefix { $0 != "{" && $0 != " " }
            let rest = line[name.endIndex...]
            let tail = rest.first == "{" ? (rest.lastIndex(of: "}").map { rest[rest.index(after: $0)...] } ?? "") : rest
            guard let number = tail.split(separator: " ").first.flatMap({ Double($0) }), number.isFinite else {
                continue
            }
            values[String(name), default: []].append(number)
        }
    }

    func mean(_ name: String) -> Double? {
        values[name].map { $0.reduce(0, +) / Double($0.count) }
    }

    func sum(_ name: String) -> Double? { values[name].map { $0.reduce(0, +) } }
}
