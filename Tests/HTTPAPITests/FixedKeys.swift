@testable import HTTPAPI

/// Keys that stand in the test.
struct FixedKeys: KeyRegister {
    private let keys: [String: KeyRecord]

    init(_ keys: [String: KeyRecord]) { self.keys = keys }

    func isEmpty() throws -> Bool { keys.isEmpty }

    func key(_ text: String) throws -> KeyRecord? { keys[text] }
}
