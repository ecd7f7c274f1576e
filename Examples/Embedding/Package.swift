// swift-tools-version: 6.2
// The package of a program of your own. Put the path or the address of Farthing's repository into `dependencies`.
import PackageDescription

let package = Package(
    name: "assistant",
    dependencies: [.package(name: "farthing", path: "../..")],
    targets: [
        .executableTarget(
            name: "Assistant",
            dependencies: [
                .product(name: "AgentRuntime", package: "farthing"),
                .product(name: "FarthingMain", package: "farthing"),
            ],
            path: "Sources")
    ])
