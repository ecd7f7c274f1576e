import ExactJSON
import Money

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The folder with the state of submitted files, one file each, named for the content of what was submitted.
struct BatchFolder {
    let path: String

    /// The name under which a file's state is kept.
    static func key(of bytes: [UInt8]) -> String { String(SHA256Digest.hexadecimal(bytes).prefix(16)) }

    /// The state of a file; nil when it was never submitted.
    func state(_ key: String) throws -> BatchState? {
        guard let data = try read("\(key).json") else { return nil }
        do { return try JSONDecoder().decode(BatchState.self, from: data) } catch {
            throw BatchError(.state, "\(path)/\(key).json is damaged: \(error)")
        }
    }

    /// Keeps the state, whole or not at all.
    func keep(_ state: BatchState, _ key: String) throws {
        try write(JSONEncoder().encode(state), to: "\(key).json")
    }

    /// The outcomes of a part, a JSON object a line; nil before they were collected.
    func outcomes(_ key: String, part: Int) throws -> Data? { try read("\(key)-\(part).jsonl") }

    /// Keeps a part's outcomes, whole or not at all.
    func keep(outcomes: [UInt8], _ key: String, part: Int) throws {
        try write(Data(outcomes), to: "\(key)-\(part).jsonl")
    }

    /// The states of all files that were submitted, by key.
    func all() throws -> [(key: String, state: BatchState)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []  // no folder: nothing submitted
        return try names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
            let key = String(name.dropLast(5))
            return try state(key).map { (key, $0) }
        }
    }

    private func read(_ name: String) throws -> Data? {
        let file = "\(path)/\(name)"
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        do { return try Data(contentsOf: URL(filePath: file)) } catch {
            throw BatchError(.state, "\(file) cannot be read: \(error)")
        }
    }

    private func write(_ data: Data, to name: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try data.write(to: URL(filePath: "\(path)/\(name)"), options: .atomic)
        } catch {
            throw BatchError(.state, "\(path)/\(name) cannot be written: \(error)")
        }
    }
}
