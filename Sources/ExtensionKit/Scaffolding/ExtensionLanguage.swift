/// A language that a new extension can be begun in.
package enum ExtensionLanguage: String, Sendable, CaseIterable {
    /// Swift, built by `build.sh`.
    case swift
    /// Python 3, its standard library alone.
    case python
    /// JavaScript for Node.js, without packages.
    case javascript
    /// Bash, without other programs.
    case bash

    /// The program's file.
    var file: String {
        switch self {
        case .swift: "main.swift"
        case .python: "main.py"
        case .javascript: "main.mjs"
        case .bash: "main.sh"
        }
    }

    /// What starts it, as `extension.yaml` has it.
    func command(_ name: String) -> String {
        switch self {
        case .swift: "[./bin/\(name)]"
        case .python: "[python3, main.py]"
        case .javascript: "[node, main.mjs]"
        case .bash: "[bash, main.sh]"
        }
    }

    var template: [UInt8] {
        switch self {
        case .swift: PackageResources.template_swift_txt
        case .python: PackageResources.template_python_py
        case .javascript: PackageResources.template_javascript_mjs
        case .bash: PackageResources.template_bash_sh
        }
    }
}
