import AgentSettings

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Puts extensions into a place and takes them out again.
///
/// A package is unpacked beside its place and moved there whole; the version that was there before is kept for
/// `rollBack`. Whatever goes wrong, the place is as it was.
package struct ExtensionInstaller: Sendable {
    /// What an installation did.
    package struct Outcome: Sendable {
        /// What was installed.
        package var manifest: HostedManifest
        /// Where it is.
        package var folder: String
        /// The version that it replaced; nil when there was none.
        package var replaced: String?
    }

    private let place: String
    private var kept: String { "\(place)/.previous" }

    /// - Parameter place: the folder that holds extensions, absolute.
    package init(place: String) { self.place = place }

    /// Installs a package, in the place of an earlier version where there is one.
    ///
    /// - Throws: `PackageProblem`; nothing is left behind then.
    package func install(_ package: ExtensionPackage) throws(PackageProblem) -> Outcome {
        try checkPublisher(of: package)
        try PackageFiles.makeFolder(place)
        sweep()
        let staging = "\(place)/.staging-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        do throws(PackageProblem) {
            try unpack(package, into: staging)
            let replaced = try swapIn(staging, name: package.manifest.name)
            return Outcome(
                manifest: package.manifest, folder: "\(place)/\(package.manifest.name)", replaced: replaced)
        } catch {
            try PackageFiles.remove(staging)
            throw error
        }
    }

    /// Takes an extension away, and the version kept of it.
    ///
    /// - Returns: its folder; nil when there is none of that name.
    /// - Throws: `PackageProblem`.
    package func remove(_ name: String) throws(PackageProblem) -> String? {
        guard let folder = folder(of: name) else { return nil }
        // Out of the way first, so that nobody finds half of it.
        let doomed = "\(place)/.staging-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try PackageFiles.move(folder, to: doomed)
        try PackageFiles.remove(doomed)
        try PackageFiles.remove("\(kept)/\(name)")
        return folder
    }

    /// Brings back the version that the last installation replaced; the present one is kept in its place.
    ///
    /// - Returns: what runs now.
    /// - Throws: `PackageProblem` when no version is kept.
    package func rollBack(_ name: String) throws(PackageProblem) -> Outcome {
        guard Self.isName(name), PackageFiles.exists("\(kept)/\(name)") else {
            throw PackageProblem("there is no earlier version of \(name)")
        }
        let manifest: HostedManifest
        do { manifest = try HostedManifest.read(folder: "\(kept)/\(name)") } catch {
            throw PackageProblem("the earlier version of \(name) is damaged: \(error)")
        }
        let staging = "\(place)/.staging-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try PackageFiles.move("\(kept)/\(name)", to: staging)
        do throws(PackageProblem) {
            let replaced = try swapIn(staging, name: name)
            return Outcome(manifest: manifest, folder: "\(place)/\(name)", replaced: replaced)
        } catch {
            try PackageFiles.move(staging, to: "\(kept)/\(name)")
            throw error
        }
    }

    /// What was signed is replaced only by what the same publisher signed: otherwise who takes a signature out of a
    /// package could bring in anything under a known name.
    private func checkPublisher(of package: ExtensionPackage) throws(PackageProblem) {
        let name = package.manifest.name
        let path = "\(place)/\(name)/\(PackageSignature.fileName)"
        guard PackageFiles.exists(path) else { return }
        let there = try PackageSignature(reading: try PackageFiles.read(path, limit: 4096)).publisher
        guard package.publisher?.key != there else { return }
        let now = package.publisher.map { "signed by \($0)" } ?? "not signed"
        throw PackageProblem(
            "the \(name) that is installed is signed by \(there), and this one is \(now): "
                + "`farthing extensions remove \(name)` first if that is right")
    }

    private func unpack(_ package: ExtensionPackage, into staging: String) throws(PackageProblem) {
        try PackageFiles.makeFolder(staging)
        for entry in package.entries {
            // The path is made of names alone and nothing in the staging folder is a link, so it leads nowhere else.
            let path = "\(staging)/\(entry.path)"
            if entry.isFolder {
                try PackageFiles.makeFolder(path)
            } else {
                let above = path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)
                try PackageFiles.makeFolder(String(above))
                try PackageFiles.write(entry.bytes, to: path, mode: entry.isExecutable ? 0o755 : 0o644, isNew: true)
            }
        }
    }

    /// Moves a whole folder to its place and keeps what was there.
    ///
    /// - Returns: the version that was there.
    private func swapIn(_ staging: String, name: String) throws(PackageProblem) -> String? {
        let target = "\(place)/\(name)"
        guard PackageFiles.exists(target) else {
            try PackageFiles.move(staging, to: target)
            return nil
        }
        // One whose manifest is broken has no version.
        let version = (try? HostedManifest.read(folder: target).version) ?? "?"
        try PackageFiles.makeFolder(kept)
        try PackageFiles.remove("\(kept)/\(name)")
        try PackageFiles.move(target, to: "\(kept)/\(name)")
        do throws(PackageProblem) {
            try PackageFiles.move(staging, to: target)
        } catch {
            try PackageFiles.move("\(kept)/\(name)", to: target)
            throw error
        }
        return version
    }

    /// The folder of an installed extension.
    private func folder(of name: String) -> String? {
        guard Self.isName(name), PackageFiles.exists("\(place)/\(name)/\(HostedManifest.fileName)") else { return nil }
        return "\(place)/\(name)"
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && !name.contains("/") && name.utf8.count <= 255
    }

    /// Removes what processes left that were killed while they installed.
    private func sweep() {
        // A place that cannot be read has nothing to sweep.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [] {
            let parts = name.split(separator: "-")
            guard name.hasPrefix(".staging-"), parts.count == 3, let process = pid_t(parts[1]), process > 0,
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? PackageFiles.remove("\(place)/\(name)")  // the next installation tries again
        }
    }
}
