import ExactJSON
public import LanguageModels

/// Something a model can call by name, whatever its arguments look like: what the runtime needs of a tool.
///
/// Tools written in Swift conform to `Tool`, which types the arguments; this protocol is for tools whose schema is only
/// known at run time.
public protocol DynamicTool: Sendable {
    /// How the tool is offered to the model.
    var definition: ToolDefinition { get }
    /// Runs the tool.
    ///
    /// - Throws: `ToolFailure` for what the model should read and mend; `HookRefusal`; `CancellationError`. Anything
    ///   else is read by the model as a failure of the tool.
    func call(_ invocation: ToolInvocation, in run: Run) async throws -> ToolOutput
}

/// A tool with typed arguments.
public protocol Tool: DynamicTool {
    /// The arguments, whose schema is read off their declaration.
    associatedtype Arguments: ToolArguments
    /// The name the model calls.
    static var name: String { get }
    /// What it does and when to use it.
    static var description: String { get }
    /// Runs the tool.
    ///
    /// - Throws: see `DynamicTool.call(_:in:)`.
    func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput
}

extension Tool {
    /// The definition read off the types.
    public var definition: ToolDefinition {
        ToolDefinition(name: Self.name, description: Self.description, parameters: Arguments.schema)
    }

    /// Decodes the arguments and runs the tool. What does not fit is told to the model by the argument's name.
    public func call(_ invocation: ToolInvocation, in run: Run) async throws -> ToolOutput {
        try await call(Arguments(of: invocation), in: run)
    }
}

/// What a tool answers.
public struct ToolOutput: Sendable, Hashable {
    /// The text for the model.
    public var text: String
    /// What the model is shown with it, where it sees images; where it does not, their kind and size are said.
    public var images: [ImageContent]
    /// Whether the turn ends with this text as its final answer.
    public var endsTurn: Bool

    /// Makes an output.
    public init(_ text: String, images: [ImageContent] = [], endsTurn: Bool = false) {
        self.text = text
        self.images = images
        self.endsTurn = endsTurn
    }
}

/// A failure that the model should read and mend.
public struct ToolFailure: Error, Sendable, CustomStringConvertible {
    /// What went wrong and what to do, for the model.
    public var message: String

    /// Makes a failure.
    public init(_ message: String) { self.message = message }

    /// The message.
    public var description: String { message }

    /// Makes the failure of arguments that do not fit: which one, what was expected, and what the tool takes.
    init(badArguments error: DecodingError, of tool: String, schema: JSONValue) {
        let context: DecodingError.Context? =
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                .dataCorrupted(let context):
                context
            @unknown default: nil
            }
        let path = (context?.codingPath ?? []).map(\.stringValue).joined(separator: ".")
        let reason = context?.debugDescription ?? "\(error)"
        message =
            "The arguments of \(tool) do not fit: \(path.isEmpty ? "" : "\(path): ")\(reason). "
            + "Its arguments are: \(schema.text)"
    }
}
