/// Where a memory counts.
public enum MemoryScope: Sendable, Hashable {
    /// In the conversations that work in this folder.
    case project(String)
    /// Everywhere.
    case everywhere

    /// The name of its collection.
    var name: String {
        switch self {
        case .project(let folder): "project:\(folder)"
        case .everywhere: "everywhere"
        }
    }
}
