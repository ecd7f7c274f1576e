import AgentSettings

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files of a new extension, which works and has a test that passes.
package struct NewExtension: Sendable {
    /// Its files by their paths in its folder, in order.
    package let files: [(path: String, text: String, isProgram: Bool)]

    /// Begins an extension.
    ///
    /// - Throws: `KitProblem` when the name is none.
    package init(name: String, language: ExtensionLanguage) throws(KitProblem) {
        guard name.isExtensionName else {
            throw KitProblem(
                "\(name.prefix(60)) is no name for an extension: use letters, digits, _ and -, at most 48.")
        }
        func filled(_ template: [UInt8]) -> String {
            String(decoding: template, as: UTF8.self).filled([
                "name": name, "command": language.command(name),
            ])
        }
        var files = [
            ("extension.yaml", filled(PackageResources.template_manifest_yaml), false),
            (language.file, filled(language.template), language == .bash),
            ("tests/greets.yaml", filled(PackageResources.template_test_yaml), false),
            ("tests/greets.trace", filled(PackageResources.template_test_trace), false),
            ("README.md", filled(PackageResources.template_readme_md), false),
        ]
        if language == .swift {
            files.append(("build.sh", filled(PackageResources.template_build_sh), true))
        }
        self.files = files.map { (path: $0.0, text: $0.1, isProgram: $0.2) }
    }

    /// Writes the files into a new folder.
    ///
    /// - Throws: `KitProblem` when the folder is there already or a file cannot be written.
    package func write(to folder: String) throws(KitProblem) {
        let disk = FileManager.default
        guard !disk.fileExists(atPath: folder) else {
            throw KitProblem("\(folder) is there already: give another name, or remove it.")
        }
        do {
            try disk.createDirectory(atPath: "\(folder)/tests", withIntermediateDirectories: true)
            for file in files {
                let path = "\(folder)/\(file.path)"
                try Data(file.text.utf8).write(to: URL(filePath: path))
                if file.isProgram { try disk.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path) }
            }
        } catch {
            throw KitProblem("\(folder) cannot be written: \(error)")
        }
    }
}

/// What is wrong with what an extension's author asked for, for a person.
package struct KitProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what to do.
    package var description: String

    package init(_ description: String) { self.description = description }
}

extension String {
    /// The text with `{{name}}` replaced by what is given.
    fileprivate func filled(_ values: [String: String]) -> String {
        var result = ""
        var rest = self[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[open...]
            guard rest.hasPrefix("{{"), let close = rest.firstIndex(of: "}"),
                let value = values[String(rest[rest.index(open, offsetBy: 2)..<close])],
                rest[close...].hasPrefix("}}")
            else {
                result.append(rest.removeFirst())
                continue
            }
            result += value
            rest = rest[close...].dropFirst(2)
        }
        return result + rest
    }
}
