/// The rule of what is remembered, over a file that may fail without harm.
struct InputHistory {
    private let file: HistoryFile?
    private var last: String?
    /// What was remembered before this session, oldest first.
    let earlier: [String]
    /// Why the file cannot be used, for one notice to the user.
    private(set) var problem: TerminalError?

    init(path: String?, limit: Int) {
        file = path.map { HistoryFile(path: $0, limit: limit) }
        do throws(TerminalError) {
            earlier = try file?.load() ?? []
        } catch {
            earlier = []
            problem = error
        }
        last = earlier.last
    }

    /// Remembers the line unless it is blank, starts with a space, or equals the one before. Returns whether it did.
    mutating func add(_ line: String) -> Bool {
        guard !line.isEmpty, !line.hasPrefix(" "), line != last, !line.allSatisfy(\.isWhitespace) else { return false }
        last = line
        guard problem == nil else { return true }
        do throws(TerminalError) { try file?.append(line) } catch { problem = error }
        return true
    }
}
