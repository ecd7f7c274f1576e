import ExactJSON

/// The schemas of request bodies: what is needed and of what type; more is taken and passed on.
enum BodySchemas {
    private static let text: JSONValue = ["type": "string"]
    private static let words: JSONValue = ["type": "string", "minLength": 1]

    static let chat: JSONValue = [
        "type": "object", "required": ["model", "messages"],
        "properties": [
            "model": words, "stream": ["type": "boolean"], "n": ["type": "integer", "minimum": 1, "maximum": 16],
            "max_completion_tokens": ["type": "integer", "minimum": 1],
            "messages": [
                "type": "array", "minItems": 1,
                "items": [
                    "type": "object", "required": ["role", "content"],
                    "properties": [
                        "role": ["type": "string", "enum": ["system", "user", "assistant"]], "content": text,
                    ],
                ],
            ],
        ],
    ]
    static let messages: JSONValue = [
        "type": "object", "required": ["model", "max_tokens", "messages"],
        "properties": [
            "model": words, "max_tokens": ["type": "integer", "minimum": 1], "stream": ["type": "boolean"],
            "messages": [
                "type": "array", "minItems": 1,
                "items": [
                    "type": "object", "required": ["role", "content"],
                    "properties": ["role": ["type": "string", "enum": ["user", "assistant"]], "content": text],
                ],
            ],
        ],
    ]
    static let embeddings: JSONValue = [
        "type": "object", "required": ["model", "input"],
        "properties": [
            "model": words, "input": ["anyOf": [text, ["type": "array", "minItems": 1, "items": text]]],
            "encoding_format": ["type": "string", "enum": ["float", "base64"]],
            "dimensions": ["type": "integer", "minimum": 1],
        ],
    ]
    static let message: JSONValue = [
        "type": "object", "required": ["content"], "properties": ["content": words, "model": words],
    ]
    static let budget: JSONValue = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "usd": ["type": ["string", "number"]], "tokens": ["type": "integer", "minimum": 0],
            "operations": ["type": "integer", "minimum": 0], "add": ["type": "object"], "reason": text,
        ],
    ]
}
