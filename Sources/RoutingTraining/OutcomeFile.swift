package import ComplexityRouting

/// The usable rows of a training file, and the lines that are not.
package struct OutcomeFile: Sendable {
    package var rows: [OutcomeRow] = []
    /// Line numbers from 1, with what is wrong.
    package var problems: [(line: Int, message: String)] = []

    /// Reads a file of lines, packed with gzip or not.
    ///
    /// - Throws: `PredictorError` when it cannot be read or no line can be used.
    package init(path: String) throws(PredictorError) {
        guard let stored = try PlainFile.read(path) else {
            throw PredictorError(.unreadable, "there is no file \(path)")
        }
        do throws(PredictorError) {
            try self.init(bytes: Inflate.isGzip(stored) ? Inflate.gunzip(stored) : stored)
        } catch {
            throw PredictorError(error.code, "\(path): \(error.message)")
        }
    }

    /// Reads lines.
    ///
    /// - Throws: `PredictorError.empty` when none can be used.
    package init(bytes: [UInt8]) throws(PredictorError) {
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            do throws(OutcomeRow.Problem) {
                rows.append(try OutcomeRow(line: line))
            } catch {
                problems.append((index + 1, error.message))
            }
        }
        guard !rows.isEmpty else {
            let first = problems.first.map { " (line \($0.line): \($0.message))" } ?? ""
            throw PredictorError(.empty, "it holds no usable outcome\(first)")
        }
    }
}
