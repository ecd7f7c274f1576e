import Testing

@testable import Sandboxing

@Suite struct ProcessTableTests {
    @Test func `a process is read whatever its name is`() throws {
        let tail = " S 7 8 9 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 13 0 100 200 300"
        for name in ["sh", "a b", "a) S 1 1 1 (", ""] {
            let entry = try #require(ProcessTable.Entry(stat: "42 (\(name))\(tail)"))
            #expect(entry.id == 42 && entry.parent == 7 && entry.session == 9 && entry.threads == 13, "\(name)")
        }
        for line in ["", "42", "42 (sh", "x (sh)\(tail)", "42 (sh) S 7"] {
            #expect(ProcessTable.Entry(stat: line) == nil)
        }
    }

    @Test func `members are who is in the session and who descends from the leader`() {
        func line(_ id: Int, _ parent: Int, _ session: Int) -> String {
            "\(id) (x) S \(parent) 0 \(session) 0 0 0 0 0 0 0 0 0 0 0 0 0 1"
        }
        let lines = [
            line(1, 0, 1), line(10, 1, 10), line(11, 10, 10),
            // Left the session, and a child of theirs.
            line(12, 11, 12), line(13, 12, 12),
            // Orphaned within the session.
            line(14, 1, 10),
            line(20, 1, 20),
        ]
        let table = ProcessTable(entries: lines.compactMap { ProcessTable.Entry(stat: $0) })
        #expect(table.members(ledBy: 10).map(\.id) == [10, 11, 12, 13, 14])
        #expect(table.members(ledBy: 99).isEmpty)
    }
}
