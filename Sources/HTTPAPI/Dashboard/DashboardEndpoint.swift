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
    ]
}
