import HTTPTypes

/// `GET /`: the dashboard, one page with its style and script. It reads only the public endpoints.
enum DashboardEndpoint {
    static let endpoints: [Endpoint] = [
        Endpoint(.get, "/", .open, EndpointDoc(summary: "The dashboard", types: ["text/html"])) { _ in
            var headers = HTTPFields()
            headers[.contentSecurityPolicy] =
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
                + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
            return Reply(headers: headers, type: "text/html; charset=utf-8", body: PackageResources.dashboard_html)
        },
        Endpoint(.get, "/dashboard.css", .open, EndpointDoc(summary: "Its style", types: ["text/css"])) { _ in
            Reply(type: "text/css; charset=utf-8", body: PackageResources.dashboard_css)
        },
        Endpoint(.get, "/dashboard.js", .open, EndpointDoc(summary: "Its script", types: ["text/javascript"])) { _ in
            Reply(type: "text/javascript; charset=utf-8", body: PackageResources.dashboard_js)
        },
        Endpoint(.get, "/favicon.svg", .open, EndpointDoc(summary: "Its sign", types: ["image/svg+xml"])) { _ in
            Reply(type: "image/svg+xml", body: sign)
        },
    ]

    /// A coin.
    private static let sign = Array(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#b9770e"/>\
        <circle cx="16" cy="16" r="11.5" fill="none" stroke="#fff3d6" stroke-width="1.5"/>\
        <path d="M13 23V9h7M13 15.5h5.5" fill="none" stroke="#fff3d6" stroke-width="3"/></svg>
        """.utf8)
}
