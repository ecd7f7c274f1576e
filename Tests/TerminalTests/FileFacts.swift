import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The text of a file.
func contents(of path: String) throws -> String {
    let descriptor = open(path, O_RDONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = read(descriptor, &bytes, bytes.count)
    try #require(count >= 0)
    return String(decoding: bytes[..<count], as: UTF8.self)
}

/// The permission bits of a file.
func permissions(of path: String) throws -> Int {
    var facts = stat()
    try #require(stat(path, &facts) == 0)
    return Int(facts.st_mode & 0o777)
}
