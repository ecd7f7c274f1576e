package import AgentRuntime
package import AgentSettings

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The folders in which extensions are looked for: `./Extensions` of the project, then `extensions` in the user's
/// settings folder. A folder in them that holds an `extension.yaml` is one.
package struct ExtensionPlaces: Sendable, Hashable {
    /// The most extensions of one place; more are ignored.
    package static let limit = 256

    /// The project's, absolute.
    package let project: String
    /// The user's; nil when there is no home.
    package let user: String?

    /// Takes the places of a working directory and a user.
    package init(workingDirectory: String, folders: UserFolders) {
        project = workingDirectory == "/" ? "/Extensions" : "\(workingDirectory)/Extensions"
        user = folders.configuration.map { "\($0)/extensions" }
    }

    /// The folder of a place; nil for the bundled ones, which have none.
    package func folder(of place: ExtensionPlace) -> String? {
        switch place {
        case .bundled: nil
        case .user: user
        case .project: project
        }
    }

    /// The extensions that are there, the nearest place first, in each by their folders' names. One with a broken
    /// manifest is among them.
    package func found() -> [FoundExtension] {
        [ExtensionPlace.project, .user].flatMap { place in
            folder(of: place).map { Self.extensions(in: $0, place: place) } ?? []
        }
    }

    private static func extensions(in folder: String, place: ExtensionPlace) -> [FoundExtension] {
        // A place that is not there, or may not be read, has none.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let manifests = names.sorted().lazy.filter { name in
            !name.hasPrefix(".") && name.isOneLine
                && FileManager.default.fileExists(atPath: "\(folder)/\(name)/\(HostedManifest.fileName)")
        }
        return manifests.prefix(limit).map { FoundExtension(folder: "\(folder)/\($0)", place: place) }
    }
}
