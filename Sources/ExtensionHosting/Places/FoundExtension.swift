package import AgentRuntime
package import AgentSettings

/// An extension that was found in one of the places.
package struct FoundExtension: Sendable {
    /// Where.
    package let place: ExtensionPlace
    /// Its folder, absolute.
    package let folder: String
    /// What it says of itself, or what is wrong with that.
    package let manifest: Result<HostedManifest, SettingsError>

    /// Reads the extension of a folder.
    package init(folder: String, place: ExtensionPlace) {
        self.folder = folder
        self.place = place
        do throws(SettingsError) {
            manifest = .success(try HostedManifest.read(folder: folder))
        } catch {
            manifest = .failure(error)
        }
    }

    /// Its name; that of its folder where the manifest is broken.
    package var name: String {
        if case .success(let manifest) = manifest { return manifest.name }
        return folder.split(separator: "/").last.map(String.init) ?? folder
    }
}
