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
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
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
    bundled("ComplexityRouting", ["ExactJSON", "Money", locks], tests: ["ExactJSON", "Money", locks]),
    bundled("ConversationBudgets", ["ExactJSON", "Money", locks], tests: ["ExactJSON", "Money", locks]),
    bundled("CostTracking", ["Money", locks], tests: ["ExactJSON", "Money"]),
    bundled("Experiments", ["ExactJSON", locks]),
    bundled(
        "HistoryCompression", ["ExactJSON", "Money", "TextCompression", locks], tests: ["ExactJSON", "Money", locks]),
    bundled("LocalFirst", ["Money", locks], tests: ["Money", locks]),
    bundled("Memory", ["ExactJSON", locks], tests: ["ExactJSON", locks]),
    bundled(
        "PromptCompression", ["ExactJSON", "Money", "TextCompression", locks], tests: ["ExactJSON", "Money"]),
    bundled("QualityCascade", ["ExactJSON", "Money", locks], tests: ["ComplexityRouting", "ExactJSON", "Money"]),
    bundled("SecretMasking", ["ExactJSON", locks], tests: ["ExactJSON", locks]),
    bundled("Skills", [locks]),
    bundled("Telemetry", ["ExactJSON", "Money", locks], tests: ["ExactJSON", "Money", locks]),
].flatMap(\.self)

let package = Package(
    name: "farthing",
    products: [
        .executable(name: "farthing", targets: ["farthing"]),
        .executable(name: "agent-benchmark", targets: ["AgentBenchmark"]),
        .executable(name: "call-benchmark", targets: ["CallBenchmark"]),
        .executable(name: "context-benchmark", targets: ["ContextBenchmark"]),
        .executable(name: "extension-benchmark", targets: ["ExtensionBenchmark"]),
        .executable(name: "ledger-benchmark", targets: ["LedgerBenchmark"]),
        .executable(name: "routing-benchmark", targets: ["RoutingBenchmark"]),
        .library(name: "AgentRuntime", targets: ["AgentRuntime", "LanguageModels", "Money", "Composition"]),
        .library(name: "FarthingMain", targets: ["FarthingMain"]),
        .library(name: "Tokenization", targets: ["Tokenization"]),
        .library(name: "FarthingTesting", targets: ["FarthingTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.2.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.29.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
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
        module("AgentRuntime", ["ExactJSON", "LanguageModels", "Money", "RateLimiting", heap, locks]),
        .target(name: "CProcess"),
        module(
            "BundledTools",
            ["AgentRuntime", "CProcess", "ExactJSON", "LanguageModels", "Sandboxing", "Threads", locks]),
        .target(
            name: "Prompts", path: "prompts",
            resources: promptNames.map { .embedInCode($0) }, swiftSettings: settings),
        module("PromptTemplates", [locks]),
        .target(name: "CArchive"),
        .target(name: "CSandbox", dependencies: ["CProcess"]),
        module("Sandboxing", ["CSandbox"]),
        module(
            "ExtensionHosting",
            [
                "AgentRuntime", "AgentSettings", "CArchive", "CProcess", "ExactJSON", "HTTPStreaming", "LanguageModels",
                "Money", "Sandboxing", "Threads", crypto, locks,
            ]),
        .target(name: "CLedgerLog"),
        module(
            "RunLedger",
            ["AgentRuntime", "CLedgerLog", "ExactJSON", "LanguageModels", "Money", "Threads", grdb, locks]),
        module("AgentSettings", ["ExactJSON", yams]),
        .target(
            name: "HTTPAPI",
            dependencies: ["AgentRuntime", "CFootprint", "ExactJSON", "LanguageModels", "Money", locks] + server,
            resources: ["html", "css", "js"].map { .embedInCode("Dashboard/dashboard.\($0)") },
            swiftSettings: settings),

        // The router's predictor, trained in bulk and measured.
        module("RoutingTraining", ["ComplexityRouting", "ExactJSON"]),
        // Past traffic under other rules.
        module("TrafficReplay", ["AgentRuntime", "ComplexityRouting", "ExactJSON", "LanguageModels", "Money"]),

        // What extension authors are given: templates, tests against a scripted model, replays.
        .target(
            name: "ExtensionKit",
            dependencies: [
                "AgentRuntime", "AgentSettings", "ExactJSON", "ExtensionHosting", "FarthingTesting", "LanguageModels",
                "Sandboxing", locks,
            ],
            resources: templateNames.map { .embedInCode("Templates/\($0)") }, swiftSettings: settings),

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
                "HistoryCompression", "LanguageModels", "LocalFirst", "Memory", "ModelProviders", "Money",
                "PromptCompression", "PromptTemplates", "Prompts", "QualityCascade", "RunLedger", "Sandboxing",
                "SecretMasking", "Skills", "Telemetry", "Tokenization", locks,
            ]),
        module(
            "Commands",
            [
                "ExtensionKit",
                "AgentRuntime", "AgentSettings", "CFootprint", "ComplexityRouting", "Composition", "CostTracking",
                "ExactJSON", "ExtensionHosting", "HTTPAPI", "LanguageModels", "Memory", "Money", "RoutingTraining",
                "Skills", "Terminal", "TextCompression", "Tokenization", "TrafficReplay", arguments,
                locks,
            ]),
        module("FarthingMain", ["AgentRuntime", "Commands", arguments]),
        .executableTarget(name: "farthing", dependencies: ["FarthingMain"], swiftSettings: settings),

        // Examples that are compiled; each is run by a test.
        .executableTarget(
            name: "Assistant", dependencies: ["AgentRuntime", "FarthingMain"], path: "Examples/Embedding/Sources",
            swiftSettings: settings),
        .target(
            name: "SpendingCap", dependencies: ["AgentRuntime", "Money"], path: "Examples/SpendingCap/Sources",
            swiftSettings: settings),
        .testTarget(
            name: "SpendingCapTests",
            dependencies: ["AgentRuntime", "FarthingTesting", "LanguageModels", "Money", "SpendingCap"],
            path: "Examples/SpendingCap/Tests", swiftSettings: settings),

        .executableTarget(
            name: "AgentBenchmark",
            dependencies: [
                "AgentRuntime", "Composition", "FarthingTesting", "HTTPStreaming", "LanguageModels", "Money",
                "Tokenization", locks,
            ],
            path: "Benchmarks/Agent", swiftSettings: settings),

        .executableTarget(
            name: "CallBenchmark",
            dependencies: ["AgentRuntime", "FarthingTesting", "LanguageModels", "Memory", "Money", "RateLimiting"],
            path: "Benchmarks/Calls", swiftSettings: settings),

        .executableTarget(
            name: "ContextBenchmark", dependencies: ["ExactJSON", "TextCompression"], path: "Benchmarks/Context",
            swiftSettings: settings),

        .executableTarget(
            name: "ExtensionBenchmark",
            dependencies: [
                "AgentRuntime", "AgentSettings", "ExactJSON", "ExtensionHosting", "FarthingTesting", "LanguageModels",
            ],
            path: "Benchmarks/Extensions", swiftSettings: settings),

        .executableTarget(
            name: "LedgerBenchmark", dependencies: ["AgentRuntime", "LanguageModels", "Money", "RunLedger"],
            path: "Benchmarks/Ledger", swiftSettings: settings),

        .executableTarget(
            name: "RoutingBenchmark",
            dependencies: [
                "AgentRuntime", "ComplexityRouting", "ConversationBudgets", "ExactJSON", "FarthingTesting",
                "LanguageModels", "Money", "RunLedger", locks,
            ],
            path: "Benchmarks/Routing", swiftSettings: settings),

        // Tests, and the kit for them that extension authors use too.
        module(
            "FarthingTesting", ["AgentRuntime", "ExactJSON", "LanguageModels", "Money", "RunLedger", "Threads", locks]),
        tests("ExactJSONTests", ["ExactJSON"]),
        tests("MoneyTests", ["ExactJSON", "Money"]),
        tests("RateLimitingTests", ["RateLimiting"]),
        tests(
            "TrafficReplayTests",
            ["AgentRuntime", "ComplexityRouting", "ExactJSON", "LanguageModels", "Money", "TrafficReplay"]),
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
            ["AgentRuntime", "BundledTools", "ExactJSON", "FarthingTesting", "LanguageModels", "Sandboxing", locks]),
        tests("AgentSettingsTests", ["AgentSettings", "ExactJSON"]),
        tests(
            "ExtensionHostingTests",
            [
                "AgentRuntime", "AgentSettings", "ExactJSON", "ExtensionHosting", "FarthingTesting", "HTTPStreaming",
                "LanguageModels", "Money", "Sandboxing", locks,
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
            [
                "AgentRuntime", "ExactJSON", "FarthingTesting", "HTTPStreaming", "LanguageModels", "ModelProviders",
                "Money", locks,
            ]),
        tests("TextCompressionTests", ["ExactJSON", "TextCompression"], exclude: ["Fixtures"]),
        tests("CommandsTests", ["Commands"]),
        tests(
            "ExtensionKitTests",
            ["AgentRuntime", "AgentSettings", "ExtensionKit", "FarthingTesting", "LanguageModels"]),
        tests(
            "DocumentationTests",
            ["AgentRuntime", "ExactJSON", "FarthingTesting", "LanguageModels", "Money", locks]),
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
        tests(
            "ProductTests",
            [
                "AgentRuntime", "Assistant", "ExactJSON", "FarthingTesting", "LanguageModels", "Money", "farthing",
                locks,
            ]),
    ] + bundledExtensions,
    swiftLanguageModes: [.v6]
)

/// The prompt texts, which are embedded in the binary.
var promptNames: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(Context.packageDirectory)/prompts")) ?? []
    return files.filter { $0.hasSuffix(".md") }.sorted()
}

/// What new extensions are begun with, which is embedded in the binary.
var templateNames: [String] {
    let folder = "\(Context.packageDirectory)/Sources/ExtensionKit/Templates"
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
}
