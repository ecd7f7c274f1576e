import Testing

@testable import SecretMasking

@Suite struct SecretStreamTests {
    /// Secrets that begin alike, contain each other's beginnings, and one that is not ASCII.
    private static let secrets = [
        "sk-proj-Abc123Def456Ghi789Jkl", "sk-proj-Abc123", "hunter2hunter2", "aaaaaaab", "pässwörter", "{\"k\":\"v\"}",
    ]
    private static let search = SecretSearch(
        secrets.enumerated().flatMap { index, secret in
            SecretForms.all(of: secret).map {
                SecretPattern(bytes: $0.bytes, meaning: .secret(name: "S\(index)\($0.suffix)"))
            }
        } + SecretPattern.signs)

    private func masked(_ pieces: [String]) -> String {
        var stream = SecretStream(Self.search)
        var text = ""
        for piece in pieces { text += stream.push(piece) { _, _ in "§§secret(X)" } }
        return text + stream.push("", isLast: true) { _, _ in "§§secret(X)" }
    }

    @Test func `where there is nothing to look for every text passes at once`() {
        var stream = SecretStream(SecretSearch([]))
        #expect(stream.push("") { _, _ in "?" } == "")
        #expect(stream.push("hello") { _, _ in "?" } == "hello")
        #expect(stream.push("", isLast: true) { _, _ in "?" } == "")
    }

    @Test func `a secret of several lines is found where JSON has it on one`() {
        let secret = "first\tline\nsecond \"line\""
        let search = SecretSearch(
            SecretForms.all(of: secret).map { SecretPattern(bytes: $0.bytes, meaning: .secret(name: "S\($0.suffix)")) })
        var stream = SecretStream(search)
        let text = stream.push(#"{"key":"first\tline\nsecond \"line\""}"#, isLast: true) { _, meaning in
            if case .known(let name) = meaning { name } else { "?" }
        }
        #expect(text == #"{"key":"S:json"}"#)
    }

    /// Texts made of what is dangerous: whole and partial secrets, signs, boundaries, ordinary words.
    private func text(_ random: inout SplitMix) -> String {
        let shreds = [
            " ", "\n", "\\n", "\"", "=", ": ", "the word ", "sk-", "sk-proj-", "aaaa", "token", "password=\"", "äö",
            "日本",
            "https://user:", "s3cretpass@host/", "Bearer ", "ghp_0123456789abcdefghijABCDEFGHIJ012345", "eyJ",
            "-----BEGIN ",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "AKIAIOSFODNN7EXAMPLE",
            "RSA PRIVATE KEY-----\nMIIE\n", "-----END RSA PRIVATE KEY-----", "c2stcHJvai1BYmMxMjM", "e", "k", "z9",
            "DB_PASSWORD=",
        ]
        var text = ""
        for _ in 0..<random.next(upTo: 14) {
            if random.next(upTo: 4) == 0 {
                let secret = Self.secrets[random.next(upTo: Self.secrets.count)]
                text += random.next(upTo: 2) == 0 ? secret : String(secret.prefix(random.next(upTo: secret.count)))
            } else {
                text += shreds[random.next(upTo: shreds.count)]
            }
        }
        return text
    }

    private func pieces(of text: String, _ random: inout SplitMix) -> [String] {
        var pieces: [String] = []
        var rest = text[...]
        let longest = 1 + random.next(upTo: 12)
        while !rest.isEmpty {
            let piece = rest.prefix(1 + random.next(upTo: longest))
            pieces.append(String(piece))
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }

    @Test func `however a stream is cut, no secret comes out and all other text does`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix(seed: seed)
        for _ in 0..<600 {
            let text = text(&random)
            let whole = masked([text])
            let pieces = pieces(of: text, &random)
            let cut = masked(pieces)
            #expect(cut == whole, "seed \(seed): \(pieces)")
            for secret in Self.secrets {
                #expect(!cut.contains(secret), "seed \(seed): \(secret) in \(text)")
            }
            // Between the placeholders stands the text, in order and whole.
            var rest = text.utf8[...]
            for (index, part) in cut.parts(between: "§§secret(X)").enumerated() {
                let part = Array(part.utf8)
                if index == 0 { #expect(rest.starts(with: part), "seed \(seed)") }
                guard let place = rest.place(of: part) else {
                    Issue.record("seed \(seed): \(String(decoding: part, as: UTF8.self)) is not in \(text)")
                    break
                }
                rest = rest[place...].dropFirst(part.count)
            }
        }
    }

    @Test func `a piece that can begin no secret is not held back`() {
        var stream = SecretStream(Self.search)
        #expect(stream.push("Hello, wor") { _, _ in "X" } == "Hello, wor")
        #expect(stream.push("ld! I am sk-pr") { _, _ in "X" } == "ld! I am ")
        #expect(stream.heldBytes == 5)
        #expect(stream.push("ime ") { _, _ in "X" } == "sk-prime ")
    }

    @Test(arguments: [
        ("use ghp_0123456789abcdefghijABCDEFGHIJ012345.", "github_token"),
        ("OPENAI_API_KEY=sk-proj-9aB8cD7eF6gH5iJ4kL3mN2oP1", "api_key"),
        ("sk-ant-api03-9aB8cD7eF6gH5iJ4kL3mN2oP1_qRsTuV", "api_key"),
        ("key: AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q", "google_key"),
        ("aws AKIAIOSFODNN7EXAMPLE!", "aws_key_id"), ("xoxb-1234567890-abcdefghij", "slack_token"),
        ("sk_live_4eC39HqLyjWDarjtT1zdp7dc", "stripe_key"), ("glpat-abcDEF123ghiJKL456mn", "gitlab_token"),
        ("hf_abcdefghijABCDEFGHIJ0123456789abcd", "huggingface_token"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "web_token"),
        ("Authorization: Bearer 0a1b2c3d4e5f6a7b8c9d", "authorization"),
        ("postgres://me:hunter22@db:5432/x", "password"),
        ("\"password\": \"correct9Horse\"", "secret"), ("DB_PASSWORD=Tr0ub4dor-3x9yZ1", "secret"),
        ("line\\nghp_0123456789abcdefghijABCDEFGHIJ012345", "github_token"),
        ("-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----", "private_key"),
    ]) func `what looks like a secret is recognised`(text: String, kind: String) {
        var kinds: [String] = []
        var stream = SecretStream(SecretSearch(SecretPattern.signs))
        _ = stream.push(text, isLast: true) { _, meaning in
            if case .recognized(let kind) = meaning { kinds.append(kind) }
            return ""
        }
        #expect(kinds == [kind])
    }

    @Test(arguments: [
        "the task-management of sk-fading-circle-container", "let token: String = makeToken(for: user2)",
        "password = getenv(\"DB_PASSWORD_2\")", "tokens: 12345678, max_tokens: 4096", "https://example.com:8080/a@b",
        "git@github.com:owner/repo.git", "secret: ${{ secrets.GITHUB_TOKEN_2 }}", "password: \"********\"",
        "api_key=\"<your-key-here-123>\"", "§§secret(OPENAI_API_KEY)", "password=§§secret(a1)", "AKIAIOSFODNN7EXAMPLEX",
        "the secret: nobody knows it, 4 of 5 agree", "token = tokenizer.encode_v2.special/first",
        "-----BEGIN CERTIFICATE-----\nMIIB\n",
        "key skills, Bearer of good news", "access_key = config.storage[0].key",
    ]) func `ordinary text is left alone`(text: String) {
        var stream = SecretStream(SecretSearch(SecretPattern.signs))
        #expect(stream.push(text, isLast: true) { value, _ in "<\(value)>" } == text)
    }

    @Test func `what is masked stays as it is when it is masked again`() {
        let once = masked([
            "password=\"\(Self.secrets[0])\", Bearer \(Self.secrets[0]), https://me:\(Self.secrets[2])@host"
        ])
        #expect(masked([once]) == once)
        #expect(once == "password=\"§§secret(X)\", Bearer §§secret(X), https://me:§§secret(X)@host")
    }

    @Test func `a private key that never ends is masked as far as it is known`() {
        #expect(masked(["x -----BEGIN EC PRIVATE KEY-----\nMHcC", "AQEE"]) == "x §§secret(X)")
    }
}

/// SplitMix64, so that a seed tells the whole test.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(upTo limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(limit))
    }
}

extension String {
    /// The parts between the occurrences of a separator.
    fileprivate func parts(between separator: String) -> [String] {
        var parts: [String] = []
        var rest = Array(utf8)[...]
        while let place = rest.place(of: Array(separator.utf8)) {
            parts.append(String(decoding: rest[..<place], as: UTF8.self))
            rest = rest[(place + separator.utf8.count)...]
        }
        return parts + [String(decoding: rest, as: UTF8.self)]
    }
}

extension Collection where Element == UInt8 {
    /// Where some bytes stand first.
    fileprivate func place(of wanted: [UInt8]) -> Index? {
        var start = startIndex
        while true {
            if self[start...].starts(with: wanted) { return start }
            guard start != endIndex else { return nil }
            start = index(after: start)
        }
    }
}
