import AgentRuntime
package import ExtensionHosting

extension ExtensionCatalogue {
    /// What installs into the user's place, or into the project's.
    ///
    /// - Throws: `PackageProblem` when the user has no home.
    package func installer(inProject: Bool) throws(PackageProblem) -> ExtensionInstaller {
        guard let place = places.folder(of: inProject ? .project : .user) else {
            throw PackageProblem("There is no place for your extensions: set HOME or XDG_CONFIG_HOME.")
        }
        return ExtensionInstaller(place: place)
    }
}
