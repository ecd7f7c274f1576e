import AgentRuntime
import AgentSettings
import ExactJSON
import LanguageModels

/// An extension's own part of the settings, read strictly.
struct ExtensionSection {
    let name: String
    private let object: JSONObject

    init(_ name: String, _ settings: Settings, keys: [String]) throws {
        self.name = name
        object = settings.extensions.settings[name] ?? JSONObject()
        for key in object.keys where !keys.contains(key) {
            throw problem(key, "there is no such setting; there are \(keys.joined(separator: ", "))")
        }
    }

    var isEmpty: Bool { object.isEmpty }

    func problem(_ key: String, _ text: String) -> AgentError {
        AgentError(.badExtensions, "extensions.settings.\(name).\(key): \(text)")
    }

    func model(_ key: String) throws -> ModelID? {
        guard let value = object[key] else { return nil }
        guard let model = value.stringValue.flatMap({ ModelID($0) }) else {
            throw problem(key, "\(value.text) is not a model: write provider/name")
        }
        return model
    }

    func text(_ key: String) throws -> String? {
        guard let value = object[key] else { return nil }
        guard let text = value.stringValue else { throw problem(key, "\(value.text) is no text") }
        return text
    }

    func number(_ key: String, _ range: ClosedRange<Int>) throws -> Int? {
        guard let value = object[key] else { return nil }
        guard let number = value.intValue, range.contains(number) else {
            throw problem(key, "\(value.text) is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A share of 0…1 in ten-thousandths.
    func share(_ key: String) throws -> Int? {
        guard let value = object[key] else { return nil }
        guard let share = value.doubleValue, (0...1).contains(share) else {
            throw problem(key, "\(value.text) is no share from 0 to 1")
        }
        return Int((share * 10_000).rounded())
    }

    func flag(_ key: String) throws -> Bool? {
        guard let value = object[key] else { return nil }
        guard let flag = value.boolValue else { throw problem(key, "\(value.text) is neither true nor false") }
        return flag
    }

    func names(_ key: String) throws -> [String]? {
        guard let value = object[key] else { return nil }
        guard let names = value.arrayValue?.map(\.stringValue), !names.contains(nil) else {
            throw problem(key, "\(value.text) is no list of names")
        }
        return names.compactMap(\.self)
    }
}
