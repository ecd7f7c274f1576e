extension JSONValue {
    /// This value with the changes of a JSON Merge Patch (RFC 7396): members of an object are replaced or added one by
    /// one, all the way down, and removed where the patch says `null`; anything else is replaced whole.
    public func merging(_ patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var result = if case .object(let object) = self { object } else { JSONObject() }
        for change in changes {
            if change.value.isNull {
                result[change.key] = nil
            } else {
                result[change.key] = (result[change.key] ?? .null).merging(change.value)
            }
        }
        return .object(result)
    }
}
