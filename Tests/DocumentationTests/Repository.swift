#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files of the repository that the documentation is checked against.
enum Repository {
    /// Its folder.
    static let folder = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()

    /// A file's text.
    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
    }

    /// The names in a folder.
    static func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(path)").sorted()
    }
}

/// A block of code in a page.
struct CodeBlock: Equatable {
    var language: String
    var text: String

    /// The blocks of a Markdown text.
    static func all(in page: String) -> [CodeBlock] {
        var blocks: [CodeBlock] = []
        var open: (language: String, lines: [Substring])?
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("```") else {
                open?.lines.append(line)
                continue
            }
            if let block = open {
                blocks.append(CodeBlock(language: block.language, text: block.lines.joined(separator: "\n")))
                open = nil
            } else {
                open = (String(line.dropFirst(3)), [])
            }
        }
        return blocks
    }
}
