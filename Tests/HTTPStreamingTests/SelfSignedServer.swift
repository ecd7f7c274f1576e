#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A TLS server in a child process, with a fresh certificate of its own for 127.0.0.1 in a temporary folder.
final class SelfSignedServer: Sendable {
    struct NotStarted: Error {}

    /// Whether the machine has the `openssl` command, which makes the certificate.
    static let isAvailable = has("openssl", saying: "OpenSSL")
    /// Whether it also has `node`, the one HTTP/2 server that is likely to be there.
    static let speaksHTTP2 = isAvailable && has("node", saying: "v")

    /// The file with the certificate.
    let certificate: String
    let url: String
    private let process: ChildProcess
    private let folder: URL

    /// Starts `openssl s_server`, which answers every request with a page about the connection; or with a script,
    /// `node`, which has to listen with the files in `process.argv` and to print `ACCEPT 127.0.0.1:` and its port.
    init(script: String? = nil) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "farthing-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let certificate = folder.appending(path: "certificate.pem").path
        self.certificate = certificate
        let key = folder.appending(path: "key.pem").path
        let request = try ChildProcess([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
            key, "-out", certificate, "-days", "2", "-subj", "/CN=farthing test", "-addext",
            "subjectAltName=IP:127.0.0.1",
        ])
        // Its output ends when it has written both files.
        _ = request.line(beginningWith: "no such line")
        let standard = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"]
        process = try ChildProcess(script.map { ["node", "-e", $0, certificate, key] } ?? standard)
        guard let port = process.line(beginningWith: "ACCEPT 127.0.0.1:") else { throw NotStarted() }
        url = "https://127.0.0.1:\(port)"
    }

    deinit {
        // A folder that cannot be removed is left to the system's own cleaning.
        try? FileManager.default.removeItem(at: folder)
    }

    private static func has(_ program: String, saying beginning: String) -> Bool {
        // A program that is not there cannot be started, which is the answer.
        let process = try? ChildProcess([program, program == "openssl" ? "version" : "--version"])
        return process?.line(beginningWith: beginning) != nil
    }
}
