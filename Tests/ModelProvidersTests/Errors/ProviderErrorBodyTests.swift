import ExactJSON
import Testing

@testable import ModelProviders

@Suite struct ProviderErrorBodyTests {
    @Test(
        arguments: [
            (#"{"error":{"message":"no","type":"t","param":null,"code":"c"}}"#, "no", "t", "c"),
            (#"{"error":"model 'x' not found"}"#, "model 'x' not found", nil, nil),
            (
                #"[{"error":{"code":400,"message":"bad","status":"INVALID_ARGUMENT"}}]"#, "bad", "INVALID_ARGUMENT",
                "400"
            ),
            (
                #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, "Overloaded",
                "overloaded_error", nil
            ),
            (
                #"{"object":"error","message":"m","type":"invalid_request_error","code":"3051"}"#, "m",
                "invalid_request_error", "3051"
            ),
            (#"{"detail":"Not Found"}"#, "Not Found", nil, nil),
            (
                #"{"detail":[{"loc":["body","messages",0],"msg":"field required"}]}"#,
                "body.messages.0: field required", nil, nil
            ),
            (#"{"errors":[{"message":"one"}]}"#, "one", nil, nil),
            (
                #"{"error":{"code":429,"message":"Provider returned error","metadata":{"provider_name":"Acme","raw":"{\"error\":{\"message\":\"busy\"}}"}}}"#,
                "Provider returned error: Acme: busy", nil, "429"
            ),
            ("upstream connect error\n or disconnect", "upstream connect error or disconnect", nil, nil),
            (
                "<html><head><title>502 Bad Gateway</title></head></html>", "a web page titled “502 Bad Gateway”", nil,
                nil
            ),
            ("", nil, nil, nil), (#"{"strange":true}"#, #"{"strange":true}"#, nil, nil),
        ] as [(String, String?, String?, String?)])
    func `reads the providers' shapes`(_ body: String, _ message: String?, _ type: String?, _ code: String?) {
        let said = ProviderErrorBody(Array(body.utf8))
        #expect(said.message == message)
        #expect(said.type == type)
        #expect(said.code == code)
    }

    @Test func `shows long words shortened, on one line, without control characters`() {
        let said = ProviderErrorBody(
            Array(#"{"error":{"message":"a\n\u001b[31mb\#(String(repeating: "x", count: 600))"}}"#.utf8))
        #expect(said.message?.count == 501)
        #expect(said.message?.hasPrefix("a [31mbxxx") == true)
        #expect(said.message?.hasSuffix("…") == true)
    }

    @Test func `finds Gemini's retry delay and reason`() {
        let said = ProviderErrorBody(
            Array(
                #"[{"error":{"code":429,"message":"You exceeded your current quota","status":"RESOURCE_EXHAUSTED","#
                    .utf8)
                + Array(
                    #""details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"17s"}]}}]"#.utf8))
        #expect(said.retryDelay == "17s")
        #expect(said.status == 429)
    }
}
