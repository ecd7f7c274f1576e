/// A kind of sign in a message of what it asks for.
package struct Marker: OptionSet, Sendable, Hashable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Asks for something to be looked up or named.
    package static let lookup = Marker(rawValue: 1 << 0)
    /// Asks for an explanation or a summary.
    package static let explain = Marker(rawValue: 1 << 1)
    /// Asks to weigh, to plan or to prove.
    package static let deep = Marker(rawValue: 1 << 2)
    /// Names an order of steps.
    package static let steps = Marker(rawValue: 1 << 3)
    /// Limits what the answer may be.
    package static let constraint = Marker(rawValue: 1 << 4)
    /// Speaks of programs.
    package static let code = Marker(rawValue: 1 << 5)
    /// Speaks of mathematics.
    package static let mathematics = Marker(rawValue: 1 << 6)
    /// Asks for something to be made up.
    package static let creative = Marker(rawValue: 1 << 7)
    /// Asks for a long answer.
    package static let long = Marker(rawValue: 1 << 8)
    /// Asks for a short answer.
    package static let short = Marker(rawValue: 1 << 9)
    /// Asks for actions in files, shells or on the web.
    package static let action = Marker(rawValue: 1 << 10)

    /// The markers of a word's hash (`MessageScan.tokens`).
    @inline(__always)
    package static func of(_ token: UInt32) -> Marker {
        let slot = Int(token >> 19)
        guard table.present[slot >> 6] & (1 << UInt64(slot & 63)) != 0 else { return [] }
        return table.markers[token] ?? []
    }

    private struct Table: Sendable {
        var markers: [UInt32: Marker] = [:]
        /// A bit for the first 13 bits of each hash: most words are told from markers without a lookup.
        var present = [UInt64](repeating: 0, count: (1 << 13) / 64)
    }

    private static let table: Table = {
        var table = Table()
        for (marker, words) in words {
            for word in words.split(separator: " ") {
                guard let token = MessageScan(String(word)).tokens.first else { continue }
                table.markers[token, default: []].formUnion(marker)
                table.present[Int(token >> 19) >> 6] |= 1 << UInt64((token >> 19) & 63)
            }
        }
        return table
    }()

    // English first, then German, French, Spanish.
    private static let words: [(Marker, String)] = [
        (
            .lookup,
            """
            what who whom when where which define definition list name translate spell convert capital meaning was \
            wer wann wo welche definiere nenne übersetze qui quand où quel quelle définis traduis qué quién cuándo \
            dónde define nombra
            """
        ),
        (
            .explain,
            """
            explain describe summarize summarise summary why how outline discuss clarify rewrite classify extract \
            suggest recommend write draft erkläre beschreibe warum wie fasse schreibe explique décris pourquoi comment \
            résume écris explica describe resume escribe
            """
        ),
        (
            .deep,
            """
            analyze analyse compare contrast evaluate design architect synthesize synthesise assess critique prove \
            derive optimize optimise refactor debug diagnose investigate justify formulate implement plan develop \
            strategy tradeoff tradeoffs trade-offs architecture analysiere vergleiche bewerte entwirf beweise \
            optimiere entwickle plane analyse compare évalue conçois démontre optimise analiza compara evalúa diseña \
            demuestra optimiza desarrolla
            """
        ),
        (
            .steps,
            """
            first second third then next finally afterwards step steps phase phases stage stages each every schritt \
            dann danach schließlich ensuite puis enfin étape luego después finalmente paso
            """
        ),
        (
            .constraint,
            """
            must should without only exactly except unless least most constraint constraints requirement requirements \
            ensure guarantee limit avoid strictly within muss ohne nur genau doit sans seulement debe sin solo
            """
        ),
        (
            .code,
            """
            code function class method api python javascript typescript java swift rust golang sql bug compile \
            compiler script regex algorithm repository repo commit stack trace exception unittest def return import
            """
        ),
        (
            .mathematics,
            """
            prove theorem integral derivative equation matrix polynomial probability calculate compute solve sum \
            product modulo prime triangle algebra geometry logarithm eigenvalue
            """
        ),
        (.creative, "story poem novel song lyrics haiku slogan joke fiction imagine invent brainstorm creative"),
        (.long, "detailed detail thorough comprehensive essay report article in-depth complete full extensive whole"),
        (.short, "briefly brief short one-line sentence word tldr concise quick quickly kurz court corto"),
        (
            .action,
            "file files folder directory run execute search browse download install deploy open edit fix test tests"
        ),
    ]
}
