import AgentRuntime
import Testing

@testable import BundledTools

@Suite struct LinePatternTests {
    private func matches(_ regex: String, _ line: String, ignoreCase: Bool = false) throws -> Bool {
        var pattern = try LinePattern(regex: regex, ignoreCase: ignoreCase)
        var line = line
        // Twice, since the second time runs on what was remembered.
        let first = line.withUTF8 { pattern.matches($0) }
        let second = line.withUTF8 { pattern.matches($0) }
        #expect(first == second)
        return first
    }

    @Test(arguments: [
        ("abc", ["abc", "xabcx"], ["ab", "acb", ""]),
        ("^abc$", ["abc"], ["xabc", "abcx", ""]),
        ("a.c", ["abc", "aéc", "a😀c"], ["ac", "abbc"]),
        ("a*", ["", "b"], []),
        ("^a+b?$", ["a", "aaab"], ["b", "aabb", ""]),
        ("^(ab|cd)*$", ["", "abcd", "cdab"], ["abc"]),
        ("^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]),
        ("^a{2}$", ["aa"], ["aaa"]),
        ("^a{2,}$", ["aa", "aaaaa"], ["a"]),
        ("a{b", ["a{b"], ["ab"]),
        ("^[a-c]+$", ["abc"], ["abd", ""]),
        ("^[^a-c]+$", ["xyz", "é"], ["xa"]),
        ("[]x]", ["]", "x"], ["y"]),
        ("[a-]", ["-"], ["b"]),
        ("[[:digit:]_]", ["5", "_"], ["a"]),
        ("^\\d+$", ["042"], ["4a", "٣"]),
        ("^\\w+$", ["a_1", "éß", "дом"], ["a b", "-"]),
        ("^\\S+\\s\\S+$", ["a b", "a\tb", "a\u{3000}b"], ["ab"]),
        ("^[\\d\\s]+$", ["1 2"], ["a"]),
        ("^\\W$", ["-", "→"], ["a", "é"]),
        ("\\bcat\\b", ["cat", "a cat!", "(cat)"], ["cats", "bobcat", "écat"]),
        ("\\Bcat", ["bobcat"], ["cat", "a cat"]),
        ("\\.\\*\\\\", [".*\\"], ["a"]),
        ("\\x41\\u00e9\\u{1F600}", ["Aé😀"], ["A"]),
        ("a|b|", [""], []),
        ("(?:a(?<name>b))+", ["abab"], ["aa"]),
        ("x*?y+?", ["y"], ["x"]),
        ("^$", [""], ["x"]),
        ("a$|^b", ["ca", "bc"], ["ab!"]),
        ("(?i)straße", ["STRAßE", "Straße"], ["strasse"]),
    ])
    func `matches what it should and nothing else`(regex: String, yes: [String], no: [String]) throws {
        for line in yes { #expect(try matches(regex, line), "\(regex) on \(line)") }
        for line in no { #expect(try !matches(regex, line), "\(regex) on \(line)") }
    }

    @Test func `capital and small letters are the same when they shall be`() throws {
        #expect(try matches("[a-c]x", "BX", ignoreCase: true))
        #expect(try matches("ÉCOLE", "école", ignoreCase: true))
        #expect(try !matches("[^a]", "A", ignoreCase: true))
        #expect(try !matches("É", "e", ignoreCase: true))
    }

    @Test(arguments: [
        ("(", "The regular expression is wrong at character 2: a ( is not closed."),
        ("a)", "The regular expression is wrong at character 2: there is a ) without its (."),
        ("[a", "The regular expression is wrong at character 3: a [ is not closed."),
        (
            "*a",
            "The regular expression is wrong at character 1: there is nothing to repeat before *; \\* means the character."
        ),
        ("[z-a]", "The regular expression is wrong at character 5: the range z-a is the wrong way round."),
        ("a\\", "The regular expression is wrong at character 3: it ends in a backslash; \\\\ means the character."),
        ("(a)\\1", "The regular expression is wrong at character 5: back-references are not supported."),
        (
            "(?=a)",
            "The regular expression is wrong at character 2: look-around and flags within are not supported; only (?: and (?i) at the start are."
        ),
        ("a{3,2}", "The regular expression is wrong at character 2: the repetition's bounds are the wrong way round."),
        ("a{5000}", "The regular expression is wrong at character 2: it repeats more than 1000 times."),
        ("((a{100}){100}){100}", "The pattern is too large, most likely by its repetitions. Use a simpler one."),
        ("\\q", "The regular expression is wrong at character 2: there is no escape \\q."),
        ("", "The pattern is empty. Give the text to find."),
    ])
    func `says where an expression is wrong`(regex: String, message: String) {
        let failure = #expect(throws: ToolFailure.self) { try LinePattern(regex: regex, ignoreCase: false) }
        #expect(failure?.message == message)
    }

    @Test func `nesting is bounded`() {
        let regex = String(repeating: "(", count: 100_000)
        #expect(throws: ToolFailure.self) { try LinePattern(regex: regex, ignoreCase: false) }
    }

    @Test(arguments: ["(a*)*b", "(a|aa)+$", "(.*)(.*)(.*)(.*)x", "(a?){50}a{50}b", ".*.*=.*", "[ab]*a[ab]{12}x"])
    func `time is linear whatever the expression`(regex: String) throws {
        let line = String(repeating: "ab", count: 2000) + String(repeating: "a", count: 20_000)
        let time = try ContinuousClock().measure { _ = try matches(regex, line) }
        #expect(time < .seconds(10), "a backtracking matcher would take longer than the universe is old")
    }

    @Test func `agrees with a plain search on random texts`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed: seed)
        let letters = Array("aabcé😀")
        func text(_ most: Int) -> String {
            String(
                (0..<Int.random(in: 1...most, using: &random)).map { _ in
                    letters[Int.random(in: 0..<letters.count, using: &random)]
                })
        }
        for _ in 0..<2000 {
            let needle = text(4)
            var line = text(30)
            var pattern = try LinePattern(literal: needle, ignoreCase: false)
            let found = line.withUTF8 { pattern.matches($0) }
            #expect(found == line.contains(needle), "seed \(seed): \(needle) in \(line)")
        }
    }

    @Test func `bytes that are not UTF-8 match no letter and stop nothing`() throws {
        var pattern = try LinePattern(regex: "^a.b$", ignoreCase: false)
        #expect([0x61, 0xFF, 0x62].withUnsafeBufferPointer { pattern.matches($0) })
        #expect([0x61, 0xC3, 0x62].withUnsafeBufferPointer { pattern.matches($0) })
        #expect(![0x61, 0xC3, 0xA9, 0xA9, 0x62].withUnsafeBufferPointer { pattern.matches($0) })
    }
}
