#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The place of the price list that the user took with `farthing models update`: `prices.bin` in the state folder.
public struct PriceListStore: Sendable {
    /// The file.
    public let path: String

    /// Makes the store in a folder, usually `$XDG_STATE_HOME/farthing`.
    public init(folder: String) { path = folder + "/prices.bin" }

    /// The list in use: the stored one, or the embedded one where none is stored or the stored one is older than it.
    ///
    /// - Throws: `PriceListError` when there is a stored list that cannot be read or is damaged. A damaged list is
    ///   not passed over: prices would change behind the user's back.
    public func listInUse() throws(PriceListError) -> PriceList {
        guard FileManager.default.fileExists(atPath: path) else { return .embedded }
        let bytes: [UInt8]
        do {
            bytes = Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw PriceListError(.damaged, "cannot read the stored price list \(path): \(error)")
        }
        guard let file = PriceListFile(bytes: bytes) else {
            throw PriceListError(
                .damaged, "the stored price list \(path) is damaged: delete it, or run `farthing models update` again")
        }
        let stored = PriceList(file: file)
        return stored.version.date < PriceList.embedded.version.date ? .embedded : stored
    }

    /// Stores an imported list, replacing the old one at once or not at all.
    ///
    /// - Throws: `PriceListError` when it cannot be written.
    public func store(_ imported: PriceListImport) throws(PriceListError) {
        do {
            let file = URL(filePath: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(imported.compact).write(to: file, options: .atomic)
        } catch {
            throw PriceListError(.damaged, "cannot write the price list \(path): \(error)")
        }
    }
}
