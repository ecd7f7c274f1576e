import ExactJSON
import Testing

@testable import Money

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct PriceListImportTests {
    static let version = PriceVersion(of: Array("test".utf8), date: "2099-01-01", name: "test")

    /// A list of `count` chat models, changed by `edit`.
    static func json(_ count: Int, _ edit: (Int) -> String? = { _ in nil }) -> [UInt8] {
        let models = (0..<count).map { index in
            let entry =
                edit(index)
                ?? #"{"litellm_provider":"lab","mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":2e-6}"#
            return #""lab/m\#(index)": \#(entry)"#
        }
        return Array(("{\"sample_spec\": {\"mode\": \"one of\"}, " + models.joined(separator: ", ") + "}").utf8)
    }

    static func list(_ json: [UInt8]) throws -> PriceList {
        // Replaces itself: nothing is gone.
        let empty = try PriceList(compact: PriceListEncoder.encode([], header: ["2000-01-01", "", "", ""]))
        return try PriceListImport(json: json, version: version, replacing: empty).list
    }

    @Test func `reads a list and says what changed`() throws {
        let old = try Self.list(Self.json(40))
        let new = Self.json(41) { index in
            index == 3
                ? #"{"litellm_provider":"lab","mode":"chat","input_cost_per_token":3e-6,"output_cost_per_token":4e-6}"#
                : nil
        }
        let imported = try PriceListImport(json: new, version: Self.version, replacing: old)
        #expect(imported.added == ["lab/m40"])
        #expect(imported.removed == [])
        #expect(imported.changed == ["lab/m3"])
        #expect(imported.issues == [])
        #expect(imported.list.price(Usage(input: 1000), provider: "lab", model: "m3").amount?.description == "0.003")
        #expect(imported.list.version == Self.version)
        #expect(try PriceList(compact: imported.compact).version == Self.version)
    }

    @Test func `refuses a list that shrank`() throws {
        let old = try Self.list(Self.json(100))
        #expect(throws: Never.self) { try PriceListImport(json: Self.json(90), version: Self.version, replacing: old) }
        let error = #expect(throws: PriceListError.self) {
            try PriceListImport(json: Self.json(89), version: Self.version, replacing: old)
        }
        #expect(error?.code == .shrank)
        #expect(error?.message.contains("11 of the 100 models") == true)
    }

    @Test func `refuses a list in which prices vanish or jump`() throws {
        let old = try Self.list(Self.json(100))
        let free = Self.json(100) { $0 < 6 ? #"{"litellm_provider":"lab","mode":"chat"}"# : nil }
        var error = #expect(throws: PriceListError.self) {
            try PriceListImport(json: free, version: Self.version, replacing: old)
        }
        #expect(error?.code == .failsChecks)
        let dear =
            #"{"litellm_provider":"lab","mode":"chat","input_cost_per_token":1e-5,"output_cost_per_token":2e-5}"#
        error = #expect(throws: PriceListError.self) {
            try PriceListImport(
                json: Self.json(100) { $0 < 3 ? dear : nil }, version: Self.version, replacing: old)
        }
        #expect(error?.code == .failsChecks)
        let two = try PriceListImport(
            json: Self.json(100) { $0 < 2 ? dear : nil }, version: Self.version, replacing: old)
        #expect(two.issues.map(\.kind) == [.jumped, .jumped])
    }

    @Test(arguments: [
        ("", PriceListError.Code.malformed), ("[]", .malformed), ("{}", .malformed), ("{\"a\": 1}", .malformed),
        ("not json", .malformed),
        (#"{"a": {"litellm_provider": "x"}, "a": {"litellm_provider": "y"}}"#, .malformed),
    ])
    func `refuses what is no list`(text: String, code: PriceListError.Code) {
        let error = #expect(throws: PriceListError.self) {
            try PriceListImport(json: Array(text.utf8), version: Self.version, replacing: .embedded)
        }
        #expect(error?.code == code)
    }

    @Test(arguments: [
        (#""input_cost_per_token":0.0032,"output_cost_per_token":0.00971"#, PriceIssue.Kind.implausible),
        (#""input_cost_per_token":0,"output_cost_per_token":0"#, .zero),
        (#""input_cost_per_token":1e-6"#, .incomplete), (#""output_cost_per_token":1e-6"#, .incomplete),
        (#""mode2":1"#, .incomplete), (#""input_cost_per_token":2e-6,"output_cost_per_token":1e-6"#, .outputCheaper),
        (
            #""input_cost_per_token":1e-6,"output_cost_per_token":2e-6,"cache_creation_input_token_cost":5e-7"#,
            .cacheWriteCheaper
        ),
        (
            #""input_cost_per_token":1e-6,"output_cost_per_token":2e-6,"cache_read_input_token_cost":5e-6"#,
            .cacheReadDearer
        ),
        (#""input_cost_per_token":1e-6,"output_cost_per_token":2e-6,"input_cost_per_token_batches":1e-6"#, .oneSided),
        (#""input_cost_per_token":1e-6,"output_cost_per_token":2e-6,"output_cost_per_token_flex":1e-6"#, .oneSided),
        (#""input_cost_per_token":1e-6,"output_cost_per_token":2e-6,"input_cost_per_image":"cheap""#, .malformed),
        (#""input_cost_per_token":1e-6,"output_cost_per_token":2e-6,"off_peak_pricing":{"windows":[]}"#, .malformed),
    ])
    func `notes what is odd about an entry`(fields: String, kind: PriceIssue.Kind) throws {
        let json = Self.json(1) { _ in #"{"litellm_provider":"lab","mode":"chat",\#(fields)}"# }
        let empty = try PriceList(compact: PriceListEncoder.encode([], header: ["2000-01-01", "", "", ""]))
        let imported = try PriceListImport(json: json, version: Self.version, replacing: empty)
        #expect(imported.issues.map(\.kind) == [kind])
        let price = try #require(imported.list.entry(key: "lab/m0"))
        #expect(price.isPriced != kind.isRefused)
    }

    @Test func `keeps every field of the grammar through the compact form`() throws {
        let source = #"""
            {"litellm_provider":"lab","mode":"chat","input_cost_per_token":1.25e-06,"output_cost_per_token":0.00001,
             "cache_read_input_token_cost":1.3200000000000002E-7,"input_cost_per_token_above_200k_tokens":"2.5e-06",
             "max_input_tokens":128000,"supports_vision":true,"supports_reasoning":false,"deprecation_date":"2027-01-01",
             "tiered_pricing":[{"range":[0,32000.0],"input_cost_per_token":5e-08,"output_cost_per_token":4e-07}],
             "provider_specific_entry":{"us":1.1},"input_dbu_cost_per_token":1e-6,"source":"https://example.org"}
            """#
        let entry = try #require(try JSONValue(parsing: Array(source.utf8)).objectValue)
        let bytes = PriceListEncoder.encode([("lab/Ünï/M", entry)], header: ["d", "h", "s", "l"])
        let file = try #require(PriceListFile(bytes: bytes))
        #expect(file.header == ["d", "h", "s", "l"])
        #expect(file.find("LAB/Ünï/m") == 0)
        let kept = file.entry(0)
        #expect(kept["source"] == nil && kept["input_dbu_cost_per_token"] == nil)
        #expect(kept.count == entry.count - 2)
        let (a, b) = (
            ModelPrice(key: "k", entry: entry, version: "v"), ModelPrice(key: "k", entry: kept, version: "v")
        )
        #expect(a == b)
    }

    @Test func `refuses damaged bytes without trapping`() throws {
        let good = PriceListEncoder.encode(
            [("a", ["litellm_provider": "x", "mode": "chat"]), ("b", ["litellm_provider": "y"])],
            header: ["d", "h", "s", "l"])
        var random = SeededRandom(seed: 3)
        for length in 0..<good.count { #expect(PriceListFile(bytes: Array(good[..<length])) == nil) }
        for _ in 0..<3000 {
            var bytes = good
            let index = Int.random(in: 0..<bytes.count, using: &random)
            bytes[index] = .random(in: 0...255, using: &random)
            if index + 9 < bytes.count, Bool.random(using: &random) {
                for next in index..<index + 9 { bytes[next] = 0xFF }
            }
            guard let list = try? PriceList(compact: bytes) else { continue }  // refused is as good as readable here
            for index in 0..<list.count { _ = list.price(index).isPriced }
            _ = list.match("a")
        }
    }

    @Test func `stores the list that is in use, and says so when it is damaged`() throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/money-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a leftover in the temporary folder
        let store = PriceListStore(folder: folder + "/new")
        #expect(try store.listInUse().version == PriceList.embedded.version)
        let empty = try PriceList(compact: PriceListEncoder.encode([], header: ["2000-01-01", "", "", ""]))
        try store.store(PriceListImport(json: Self.json(3), version: Self.version, replacing: empty))
        #expect(try store.listInUse().count == 3)
        // An older list than the embedded one is not used.
        var old = Self.version
        old.date = "2001-01-01"
        try store.store(PriceListImport(json: Self.json(3), version: old, replacing: empty))
        #expect(try store.listInUse().count == PriceList.embedded.count)
        try Data("garbage".utf8).write(to: URL(filePath: store.path))
        #expect(throws: PriceListError.self) { try store.listInUse() }
    }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `hashes by SHA-256`(text: String, digest: String) {
        #expect(SHA256Digest.hexadecimal(Array(text.utf8)) == digest)
    }
}
