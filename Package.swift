// swift-tools-version: 6.2
import PackageDescription

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"), .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"), .treatAllWarnings(as: .error),
]
let locks: Target.Dependency = .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let server: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras"), .product(name: "Logging", package: "swift-log"),
    .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]

let ledgerTestDependencies: [Target.Dependency] = [
    "AgentRuntime", "ExactJSON", "FarthingTesting", "LanguageModels", "Money", "RunLedger", grdb, locks,
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

/// A bundled extension and its tests: `Extensions/<Name>/Sources` and `Extensions/<Name>/Tests`.
func bundled(_ name: String, _ dependencies: [Target.Dependency] = [], tests: [Target.Dependency] = []) -> [Target] {
    [
        .target(
            name: name, dependencies: ["AgentRuntime", "LanguageModels"] + dependencies,
            path: "Extensions/\(name)/Sources", swiftSettings: settings),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.target(name: name), "AgentRuntime", "FarthingTesting", "LanguageModels"] + tests,
            path: "Extensions/\(name)/Tests", swiftSettings: settings),
    ]
}

let bundledExtensions: [Target] = [
    bundled("ComplexityRouting", ["ExactJSON", "Money", locks], tests: ["ExactJSON", "Money"]),
    bundled("ConversationBudgets", ["ExactJSON", "Money", locks], tests: ["ExactJSON", "Money", locks]),
    bundled("CostTracking", ["Money", locks], tests: ["ExactJSON", "Money"]),
    bundled("Experiments", ["ExactJSON", locks]),
    bundled("LocalFirst", ["Money", locks], tests: ["Money", locks]),
].flatMap(\.self)

let package = Package(
    name: "farthing",
    products: [
        .executable(name: "farthing", targets: ["farthing"]),
        .executable(name: "agent-benchmark", targets: ["AgentBenchmark"]),
        .executable(name: "call-benchmark", targets: ["CallBenchmark"]),
        .library(name: "AgentRuntime", targets: ["AgentRuntime", "LanguageModels", "Money", "Composition"]),
        .library(name: "Tokenization", targets: ["Tokenization"]),
        .library(name: "FarthingTesting", targets: ["FarthingTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.29.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
    ],
    targets: [
        // Values that import nothing of ours, and the tables that are embedded in the binary.
        module("ExactJSON"),
        .target(name: "CPriceData", exclude: ["price-data.bin", "price-data.md"]),
        module("Money", ["CPriceData", "ExactJSON"]),
        .target(
            name: "CTokenData",
            exclude: ["cl100k_base.bin", "o200k_base.bin", "p50k_base.bin", "unicode_classes.bin"]),
        module("Tokenization", ["CTokenData", locks]),
        module("TextCompression"),

        // Models: what a provider implements, and how it is reached.
        module("LanguageModels", ["ExactJSON", "Money"]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        module("HTTPStreaming", ["CCurl", "Threads", locks]),
        module("ModelProviders", ["ExactJSON", "HTTPStreaming", "LanguageModels", "Money", locks]),

        // The agent: what an extension author sees.
        module("RateLimiting"),
        module("AgentRuntime", ["ExactJSON", "LanguageModels", "Money", "RateLimiting", locks]),
        .target(name: "CProcess"),
        module("BundledTools", ["AgentRuntime", "CProcess", "ExactJSON", "LanguageModels", "Threads", locks]),
        .target(
            name: "Prompts", path: "prompts",
            resources: promptNames.map { .embedInCode($0) }, swiftSettings: settings),
        module("PromptTemplates", [locks]),
        module(
            "ExtensionHosting", ["AgentRuntime", "AgentSettings", "ExactJSON", locks]),
        .target(name: "CLedgerLog"),
        module("RunLedger", ["AgentRuntime", "CLedgerLog", "ExactJSON", "LanguageModels", "Money", grdb, locks]),
        module("AgentSettings", ["ExactJSON", yams]),
        .target(
            name: "HTTPAPI",
            dependencies: ["AgentRuntime", "ExactJSON", "LanguageModels", "Money", locks] + server,
            resources: ["html", "css", "js"].map { .embedInCode("Dashboard/dashboard.\($0)") },
            swiftSettings: settings),

        // The router's predictor, trained in bulk and measured.
        module("RoutingTraining", ["ComplexityRouting", "ExactJSON"]),

        // The product.
        .target(name: "CFootprint"),
        .target(name: "CEdit", linkerSettings: [.linkedLibrary("edit")]),
        module("Terminal", ["CEdit", locks]),
        module("Threads"),
        module(
            "Composition",
            [
                "AgentRuntime", "AgentSettings", "BundledTools", "ComplexityRouting", "ConversationBudgets",
                "CostTracking", "ExactJSON", "Experiments", "ExtensionHosting", "HTTPAPI", "HTTPStreaming",
                "LanguageModels",
                "LocalFirst", "ModelProviders", "Money", "PromptTemplates", "Prompts", "RunLedger", "Tokenization",
                locks,
            ]),
        module(
            "Commands",
            [
                "AgentRuntime", "AgentSettings", "CFootprint", "ComplexityRouting", "Composition", "ExactJSON",
                "HTTPAPI",
                "LanguageModels", "Money", "RoutingTraining", "Terminal", "TextCompression", "Tokenization", arguments,
                locks,
            ]),
        .executableTarget(name: "farthing", dependencies: ["Commands", arguments], swiftSettings: settings),

        .executableTarget(
            name: "AgentBenchmark",
            dependencies: [
                "AgentRuntime", "Composition", "FarthingTesting", "HTTPStreaming", "LanguageModels", "Money",
                "Tokenization", locks,
            ],
            path: "Benchmarks/Agent", swiftSettings: settings),

        .executableTarget(
            name: "CallBenchmark",
            dependencies: ["AgentRuntime", "FarthingTesting", "LanguageModels", "Money", "RateLimiting"],
            path: "Benchmarks/Calls", swiftSettings: settings),

        // Tests, and the kit for them that extension authors use too.
        module("FarthingTesting", ["AgentRuntime", "ExactJSON", "LanguageModels", "Money", "RunLedger", "Threads", locks]),
        tests("ExactJSONTests", ["ExactJSON"]),
        tests("MoneyTests", ["ExactJSON", "Money"]),
        tests("RateLimitingTests", ["RateLimiting"]),
        tests("RoutingTrainingTests", ["ComplexityRouting", "ExactJSON", "RoutingTraining"]),
        tests("TokenizationTests", ["CTokenData", "Tokenization"], exclude: ["Fixtures"]),
        tests("HTTPStreamingTests", ["FarthingTesting", "HTTPStreaming", locks]),
        tests(
            "ModelProvidersTests",
            ["ExactJSON", "FarthingTesting", "HTTPStreaming", "LanguageModels", "ModelProviders", "Money", locks],
            exclude: ["Fixtures"]),
        tests(
            "AgentRuntimeTests", ["AgentRuntime", "ExactJSON", "FarthingTesting", "LanguageModels", "Money", locks]),
        tests(
            "BundledToolsTests",
            ["AgentRuntime", "BundledTools", "ExactJSON", "FarthingTesting", "LanguageModels", locks]),
        tests("AgentSettingsTests", ["AgentSettings", "ExactJSON"]),
        tests(
            "ExtensionHostingTests",
            [
                "AgentRuntime", "AgentSettings", "ExactJSON", "ExtensionHosting", "FarthingTesting", "LanguageModels",
                locks,
            ]),
        tests("PromptTemplatesTests", ["PromptTemplates", "Prompts"]),
        tests("RunLedgerTests", ledgerTestDependencies + ["LedgerProbe"]),
        .executableTarget(
            name: "LedgerProbe", dependencies: ledgerTestDependencies, path: "Tests/LedgerProbe",
            swiftSettings: settings),
        tests("TerminalTests", ["FarthingTesting", "Terminal", "TerminalProbe"]),
        .executableTarget(
            name: "TerminalProbe", dependencies: ["Terminal"], path: "Tests/TerminalProbe", swiftSettings: settings),
        tests(
            "CallsTests",
            ["AgentRuntime", "FarthingTesting", "HTTPStreaming", "LanguageModels", "ModelProviders", "Money"]),
        tests("TextCompressionTests", ["ExactJSON", "TextCompression"], exclude: ["Fixtures"]),
        tests("CommandsTests", ["Commands"]),
        tests(
            "CompositionTests",
            [
                "AgentRuntime", "AgentSettings", "Composition", "ExactJSON", "FarthingTesting", "HTTPStreaming",
                "LanguageModels", "ModelProviders", "Money", "Tokenization",
            ]),
        tests(
            "HTTPAPITests",
            [
                "AgentRuntime", "ExactJSON", "FarthingTesting", "HTTPAPI", "HTTPStreaming", "LanguageModels", "Money",
                locks,
            ]),
        tests("ProductTests", ["AgentRuntime", "ExactJSON", "FarthingTesting", "LanguageModels", "farthing", locks]),
    ] + bundledExtensions,
    swiftLanguageModes: [.v6]
)

/// The prompt texts, which are embedded in the binary.
var promptNames: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(Context.packageDirectory)/prompts")) ?? []
    return files.filter { $0.hasSuffix(".md") }.sorted()
}
