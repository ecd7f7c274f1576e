/// The proxies that the environment asks for, with the rules of curl: `http_proxy` in small letters only (a CGI server
/// sets `HTTP_PROXY` from a request header), the others in both; `all_proxy` where no other is set; `no_proxy` lists
/// the hosts that are reached directly.
package struct ProxySettings: Sendable {
    /// Proxy URLs; they may hold a password, so they are never printed.
    private let plain: String?
    private let secure: String?
    let exceptions: String?

    package init(environment: [String: String]) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        let all = value("all_proxy", "ALL_PROXY")
        plain = value("http_proxy") ?? all
        secure = value("https_proxy", "HTTPS_PROXY") ?? all
        exceptions = value("no_proxy", "NO_PROXY")
    }

    func proxy(forSecure isSecure: Bool) -> String? {
        isSecure ? secure : plain
    }
}

extension ProxySettings: CustomStringConvertible, CustomReflectable {
    package var description: String { "ProxySettings(http: \(plain != nil), https: \(secure != nil))" }
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
