import Testing

@testable import BundledTools

@Suite struct GlobPatternTests {
    @Test(arguments: [
        ("*.swift", ["a.swift", "x/y/a.swift"], ["a.swiftx", "swift"]),
        ("a*b*c", ["abc", "axxbyyc"], ["ab", "acb"]),
        ("Sources/*.md", ["Sources/a.md"], ["a.md", "Sources/x/a.md"]),
        ("Sources/**/*.md", ["Sources/a.md", "Sources/x/y/a.md"], ["a.md"]),
        ("**", ["a", "a/b"], []),
        ("./a/*", ["a/b"], ["b/a/b"]),
        ("?.txt", ["a.txt", "é.txt"], ["ab.txt", ".txt"]),
        ("[a-c]?", ["ax", "cy"], ["dx"]),
        ("[!a]", ["b"], ["a"]),
        ("[", ["["], ["a"]),
        ("\\*", ["*"], ["a"]),
        ("{a,b/*}.{c,d}", ["b/x.d"], ["a.e"]),
        ("a.{c,{d,e}}", ["a.c", "a.e"], ["a.f"]),
        ("{", ["{"], ["a"]),
    ])
    func `matches what it should and nothing else`(glob: String, yes: [String], no: [String]) throws {
        let pattern = try GlobPattern(glob)
        for path in yes { #expect(pattern.matches(path), "\(glob) on \(path)") }
        for path in no { #expect(!pattern.matches(path), "\(glob) on \(path)") }
    }

    @Test func `time is bounded whatever the pattern`() throws {
        let pattern = try GlobPattern(String(repeating: "*a", count: 500))
        #expect(!pattern.matches(String(repeating: "a", count: 4000) + "b"))
        let folders = try GlobPattern(String(repeating: "**/", count: 100) + "x")
        #expect(!folders.matches(String(repeating: "a/", count: 500) + "b"))
    }
}
