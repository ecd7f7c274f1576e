import Testing

@testable import Terminal

@Suite struct HistoryFileTests {
    @Test func `keeps newlines and backslashes, and leaves out repeats and private lines`() throws {
        try withTemporaryFolder { (folder: String) throws in
            let path = folder + "/history"
            var history = InputHistory(path: path, limit: 10)
            let kept = ["a\\n\nb", "a\\n\nb", " private", "\t", "日本"].map { history.add($0) }
            #expect(kept == [true, false, false, false, true])
            #expect(history.problem == nil)
            #expect(InputHistory(path: path, limit: 10).earlier == ["a\\n\nb", "日本"])
            #expect(try permissions(of: path) == 0o600)
        }
    }

    @Test func `shortens the file when it has twice as many lines as it should`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/history"
            let file = HistoryFile(path: path, limit: 3)
            for number in 1...7 { try file.append("line \(number)") }
            #expect(try file.load() == ["line 5", "line 6", "line 7"])
            #expect(try contents(of: path) == "line 5\nline 6\nline 7\n")
            #expect(try permissions(of: path) == 0o600)
        }
    }

    @Test func `says once why it cannot be used, and remembers in memory`() {
        var history = InputHistory(path: "/nonexistent-folder/history", limit: 3)
        #expect(history.problem == nil)
        #expect(["a"].map { history.add($0) } == [true])
        #expect(
            history.problem?.description
                == "Writing the history /nonexistent-folder/history failed: No such file or directory.")
        #expect(["b", "b"].map { history.add($0) } == [true, false])
    }
}
