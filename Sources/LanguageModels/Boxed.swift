/// Keeps a large value behind one reference, so that a copy of whatever holds it counts one reference instead of one for
/// each of the value's parts. It stays a value: who changes a copy changes that copy only.
///
/// Requests, responses and ledger entries pass many asynchronous functions, each of which keeps room for every copy that
/// it makes: with the values in place one call's frames took 320 KB.
@propertyWrapper
public struct Boxed<Value: Sendable>: Sendable {
    @usableFromInline
    final class Storage: @unchecked Sendable {  // changed only by a box that knows itself the only one
        @usableFromInline @exclusivity(unchecked) var value: Value

        @inlinable init(_ value: Value) { self.value = value }
    }

    @usableFromInline var storage: Storage

    /// Makes a box of a value.
    @inlinable public init(wrappedValue: Value) { storage = Storage(wrappedValue) }

    /// The value.
    @inlinable public var wrappedValue: Value {
        _read { yield storage.value }
        _modify {
            if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.value) }
            yield &storage.value
        }
    }
}

extension Boxed: Equatable where Value: Equatable {
    /// Whether the values are equal.
    public static func == (a: Boxed, b: Boxed) -> Bool {
        a.storage === b.storage || a.storage.value == b.storage.value
    }
}

extension Boxed: Hashable where Value: Hashable {
    /// Hashes the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(storage.value) }
}

/// As the value itself.
extension Boxed: Codable where Value: Codable {
    /// Decodes the value.
    public init(from decoder: any Decoder) throws { self.init(wrappedValue: try Value(from: decoder)) }

    /// Encodes the value.
    public func encode(to encoder: any Encoder) throws { try storage.value.encode(to: encoder) }
}
