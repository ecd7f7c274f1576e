import LanguageModels
import NIOConcurrencyHelpers
import Testing

@testable import ModelProviders

@Suite struct ProviderKeyringTests {
    private let clock = NIOLockedValueBox(ContinuousClock.now)

    private func ring(_ text: String) -> ProviderKeyring {
        ProviderKeyring(ProviderKey.list(text)) { [clock] in clock.withLockedValue { $0 } }
    }

    private func next(_ ring: ProviderKeyring, _ count: Int) -> [String] {
        (0..<count).compactMap { _ in ring.next()?.text }
    }

    @Test func `takes the keys in turn`() {
        #expect(next(ring("a, b,,c"), 4) == ["a", "b", "c", "a"])
        #expect(ring("").next() == nil)
    }

    @Test func `lets a refused or limited key rest`() throws {
        let ring = ring("aa,bb,cc")
        let keys = ring.keys
        ring.note(ModelError(.authentication, ""), for: keys[0])
        ring.note(ModelError(.rateLimited, "", retryAfter: .seconds(5)), for: keys[1])
        ring.note(ModelError(.server, ""), for: keys[2])
        #expect(next(ring, 2) == ["cc", "cc"])
        clock.withLockedValue { $0 += .seconds(5) }
        #expect(Set(next(ring, 2)) == ["bb", "cc"])
        clock.withLockedValue { $0 += .seconds(600) }
        #expect(Set(next(ring, 3)) == ["aa", "bb", "cc"])
    }

    @Test func `takes the first to be rested when all rest, and a single key always`() {
        let pair = ring("aa,bb")
        pair.note(ModelError(.quotaExhausted, ""), for: pair.keys[0])
        pair.note(ModelError(.rateLimited, ""), for: pair.keys[1])
        #expect(next(pair, 2) == ["bb", "bb"])
        let single = ring("aa")
        single.note(ModelError(.authentication, ""), for: single.keys[0])
        #expect(next(single, 1) == ["aa"])
    }

    @Test func `a key never prints, and is taken out of texts`() throws {
        let key = try #require(ProviderKey(" sk-secret-1 \n"))
        #expect("\(key) \(String(reflecting: key))" == "••• •••")
        var dumped = ""
        dump([key], to: &dumped)
        #expect(!dumped.contains("secret"))
        #expect(ProviderKeyring([key]).masked("no sk-secret-1! sk-secret-") == "no •••! sk-secret-")
    }

    @Test(arguments: ["", "  ", "a\nb", "ключ", "a\u{7F}b"])
    func `takes no key that cannot stand in a header`(_ text: String) {
        #expect(ProviderKey(text) == nil)
    }
}
