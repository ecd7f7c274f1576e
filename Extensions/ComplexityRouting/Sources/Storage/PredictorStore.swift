/// A user's predictor on disk.
package struct PredictorStore: Sendable, Hashable {
    /// The file, an absolute path.
    package let path: String

    package init(path: String) { self.path = path }

    /// The store in the user's state folder.
    package init(stateFolder: String) { path = "\(stateFolder)/routing.model" }

    /// The stored predictor; nil when nothing was learned yet.
    ///
    /// - Throws: `PredictorError`, naming the file.
    package func load() throws(PredictorError) -> Predictor? {
        guard let bytes = try PlainFile.read(path) else { return nil }
        do throws(PredictorError) { return try Predictor(bytes: bytes) } catch {
            throw PredictorError(
                error.code, "\(path): \(error.message). `farthing route reset` begins anew.")
        }
    }

    /// Stores a predictor in one step.
    ///
    /// - Throws: `PredictorError.unreadable`.
    package func save(_ predictor: Predictor) throws(PredictorError) {
        try PlainFile.replace(path, with: predictor.bytes)
    }

    /// Forgets; false when there was nothing.
    ///
    /// - Throws: `PredictorError.unreadable`.
    package func reset() throws(PredictorError) -> Bool { try PlainFile.remove(path) }
}
