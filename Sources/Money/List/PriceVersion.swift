/// Which price list it is: its date and the SHA-256 of its source.
public struct PriceVersion: Sendable, Hashable, CustomStringConvertible {
    /// The day the list was taken, `YYYY-MM-DD`.
    public var date: String
    /// The SHA-256 of the source file in hexadecimal.
    public var sha256: String
    /// Where the list is from.
    public var source: String
    /// The source's licence.
    public var licence: String

    /// Makes a version.
    public init(date: String, sha256: String, source: String, licence: String) {
        self.date = date
        self.sha256 = sha256
        self.source = source
        self.licence = licence
    }

    /// Names a list by the bytes of its source.
    ///
    /// - Parameters:
    ///   - source: The bytes of the list as they came.
    ///   - date: The day it was taken, `YYYY-MM-DD`.
    ///   - name: Where it is from.
    public init(of source: [UInt8], date: String, name: String) {
        self.init(date: date, sha256: SHA256Digest.hexadecimal(source), source: name, licence: "MIT")
    }

    /// What ledger entries keep: `2026-11-21-5b9cab94c1a7`.
    public var description: String { "\(date)-\(sha256.prefix(12))" }
}
