import ExactJSON

extension SettingFormat where Value == String {
    /// Text on one line, not empty.
    package static var text: Self {
        Self(scalar: "text on one line", parse: { $0.isOneLine ? $0 : nil }, show: \.self)
    }

    /// A model's name with its provider.
    package static var model: Self {
        Self(
            scalar: "a model: write provider/name, e.g. openai/gpt-4.1-mini",
            parse: { text in
                let slash = text.firstIndex(of: "/") ?? text.endIndex
                let complete = slash > text.startIndex && slash < text.index(before: text.endIndex)
                return text.isOneWord && complete ? text : nil
            },
            show: \.self)
    }

    /// The name of an environment variable. A wrong one is not repeated: it is most likely the key itself.
    package static var environmentName: Self {
        Self(
            scalar: "the name of an environment variable, e.g. LAB_KEY (the key itself never stands here)", echo: false,
            parse: { text in
                let valid = text.utf8.allSatisfy { $0.isUpperASCII || $0.isDigit || $0 == UInt8(ascii: "_") }
                return valid && !text.isEmpty && !(text.utf8.first?.isDigit ?? true) ? text : nil
            },
            show: \.self)
    }

    /// The address of a server. One with a password in it is refused and not repeated.
    package static var address: Self {
        Self(
            scalar: "an address like https://host/v1 without user, query or fragment", echo: false,
            parse: { text in
                let rest: Substring
                if text.hasPrefix("https://") {
                    rest = text.dropFirst(8)
                } else if text.hasPrefix("http://") {
                    rest = text.dropFirst(7)
                } else {
                    return nil
                }
                let host = rest.prefix { $0 != "/" }
                guard text.isOneWord, !host.isEmpty, !rest.contains(where: { "@?#".contains($0) }) else { return nil }
                return text
            },
            show: \.self)
    }
}

extension SettingFormat where Value == Bool {
    /// True or false; YAML's older words are understood.
    package static var flag: Self {
        Self(
            scalar: "true or false",
            parse: { text in
                switch text.lowercased() {
                case "true", "yes", "on": true
                case "false", "no", "off": false
                default: nil
                }
            },
            show: { $0 ? "true" : "false" })
    }
}

extension SettingFormat where Value == Int {
    /// A whole number.
    package static func integer(_ range: ClosedRange<Int>) -> Self {
        Self(
            scalar: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            parse: { text in
                guard text.utf8.allSatisfy({ $0.isDigit }), let value = Int(text), range.contains(value) else {
                    return nil
                }
                return value
            },
            show: { String($0) })
    }
}

extension SettingFormat where Value == Double {
    /// A number that is not money.
    package static func number(_ range: ClosedRange<Double>) -> Self {
        Self(
            scalar: "a number from \(range.lowerBound.short) to \(range.upperBound.short)",
            parse: { text in
                guard let value = JSONNumber(text: text)?.double, range.contains(value) else { return nil }
                return value
            },
            show: \.short)
    }
}

extension SettingFormat where Value == DecimalText {
    /// An amount of money in dollars, exact.
    package static var usd: Self {
        Self(
            scalar: "an amount in dollars: 0 to 9000000 with at most 12 decimals, e.g. 0.50",
            parse: { text in
                guard let value = DecimalText(text), value.isAmount else { return nil }
                return value
            },
            show: \.text)
    }
}

extension SettingFormat where Value == Duration {
    /// A span of time in seconds, or with the unit ms, s, m or h.
    package static func duration(_ range: ClosedRange<Duration>) -> Self {
        Self(
            scalar: "a time from \(range.lowerBound.short) to \(range.upperBound.short), e.g. 500ms, 30s, 5m or 1h",
            parse: { text in
                guard let value = Duration(setting: text), range.contains(value) else { return nil }
                return value
            },
            show: \.short)
    }
}

extension SettingFormat where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the words of an enumeration.
    package static var word: Self {
        Self(
            shape: { .scalar("one of \(Value.words.joined(separator: ", "))") },
            read: { node, path, problems in
                if case .scalar(let text, _) = node.content, let value = Value(rawValue: text) { return value }
                let words = Value.words
                let expected = "one of \(words.joined(separator: ", "))"
                guard case .scalar(let text, _) = node.content else {
                    problems.add(node.origin, path, "\(node.kind) is not \(expected)")
                    return nil
                }
                let hint = NearestName.of(text, among: words).map { "; did you mean \"\($0)\"?" } ?? ""
                problems.add(node.origin, path, "\(text.excerpt) is not \(expected)\(hint)")
                return nil
            },
            show: { .text($0.rawValue) })
    }
}

extension RawRepresentable where Self: CaseIterable, RawValue == String {
    /// The words of all cases.
    fileprivate static var words: [String] { allCases.map(\.rawValue) }
}

extension UInt8 {
    var isDigit: Bool { self &- 0x30 < 10 }
    var isUpperASCII: Bool { self &- 0x41 < 26 }
}

extension String {
    /// Whether there is something, and no control character or line break in it.
    package var isOneLine: Bool {
        !isEmpty && unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
    }

    /// Whether there is something, and no white space in it.
    package var isOneWord: Bool { isOneLine && !contains { $0.isWhitespace } }
}

extension Double {
    /// The shortest text, without `.0`.
    var short: String {
        self == rounded() && abs(self) < 1e15 ? String(Int(self)) : "\(self)"
    }
}
