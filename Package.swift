// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "baton",
    products: [
        .executable(name: "baton", targets: ["CommandLine"]),
        .library(name: "BatonTesting", targets: ["BatonTesting", "JSON"]),
        .library(name: "Baton", targets: ["Baton", "JSON"]),
        .library(name: "JSONata", targets: ["JSONata", "JSON"]),
    ],
    dependencies: [
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // System libraries.
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CSpawn"),

        // Loads libcurl at the first request; built with the headers of libcurl4-openssl-dev.
        .target(name: "CCurl"),

        // Each target uses those above it, never those below.
        .target(name: "JSON", swiftSettings: settings),
        .target(name: "Digests", dependencies: ["CCrypto"], swiftSettings: settings),
        .target(name: "JSONPath", dependencies: ["JSON", "Digests", "CPCRE2"], swiftSettings: settings),
        .target(name: "JSONata", dependencies: ["JSON", "Digests", "CPCRE2"], swiftSettings: settings),
        .target(
            name: "StatesLanguage",
            dependencies: ["JSON", "JSONPath", "JSONata", .product(name: "Yams", package: "Yams")],
            swiftSettings: settings),
        .target(name: "Templates", dependencies: ["JSON", "StatesLanguage", "CZlib"], swiftSettings: settings),
        .target(
            name: "AgentStates", dependencies: ["JSON", "Digests", "StatesLanguage"], swiftSettings: settings),
        .target(
            name: "Interpreter", dependencies: ["JSON", "Digests", "JSONPath", "JSONata", "StatesLanguage"],
            swiftSettings: settings),
        .target(name: "Datasets", dependencies: ["JSON", "CZlib"], swiftSettings: settings),
        .target(name: "Threads", swiftSettings: settings),
        .target(name: "Journal", dependencies: ["JSON", "Digests", "Threads", "CSQLite"], swiftSettings: settings),
        .target(
            name: "Tasks", dependencies: ["JSON", "Digests", "Threads", "CCurl", "CSpawn"], swiftSettings: settings),
        .target(
            name: "AgentTools", dependencies: ["JSON", "AgentStates", "Threads", "Tasks", "CSQLite", "CPCRE2"],
            swiftSettings: settings),
        .target(
            name: "Models", dependencies: ["JSON", "JSONata", "Digests", "AgentStates", "Tasks"],
            swiftSettings: settings),
        .target(
            name: "Registry", dependencies: ["JSON", "Journal", "StatesLanguage", "AgentStates"],
            swiftSettings: settings),
        .target(
            name: "Engine",
            dependencies: [
                "JSON", "Digests", "JSONPath", "StatesLanguage", "Interpreter", "Threads", "Journal", "Tasks",
                "Datasets",
                "Registry",
            ],
            swiftSettings: settings),

        .target(
            name: "Baton",
            dependencies: [
                "JSON", "StatesLanguage", "AgentStates", "Interpreter", "Threads", "Journal", "Tasks", "Models",
                "Registry",
                "Engine",
            ],
            swiftSettings: settings),
        .target(
            name: "Server",
            dependencies: [
                "JSON", "Digests", "JSONPath", "StatesLanguage", "Interpreter", "Datasets", "Threads", "Journal",
                "Tasks", "Registry", "Engine",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .target(
            name: "Replay",
            dependencies: [
                "JSON", "JSONPath", "JSONata", "StatesLanguage", "AgentStates", "Interpreter", "Threads", "Journal",
                "Tasks", "Models", "Engine",
            ],
            swiftSettings: settings),
        .target(
            name: "BatonTesting", dependencies: ["JSON", "StatesLanguage", "Interpreter", "Replay"],
            swiftSettings: settings),
        .target(
            name: "Export", dependencies: ["JSON", "Digests", "JSONPath", "JSONata", "StatesLanguage", "AgentStates"],
            swiftSettings: settings),
        .target(name: "Graph", dependencies: ["JSON"], swiftSettings: settings),
        .target(
            name: "Telemetry",
            dependencies: [
                "JSON", "Digests", "JSONata", "AgentStates", "Interpreter", "Threads", "Journal", "Tasks", "Engine",
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "CommandLine",
            dependencies: [
                "JSON", "JSONPath", "JSONata", "StatesLanguage", "Interpreter", "Threads", "Journal", "Tasks", "Engine",
                "Registry", "Baton", "Replay", "Server", "Graph", "AgentTools", "AgentStates", "Models", "Export",
                "Templates",
                "Telemetry", "CSQLite",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),

        // Measurements.
        .executableTarget(
            name: "JournalBenchmark", dependencies: ["JSON", "Journal", "Threads"], path: "Benchmarks/Journal",
            swiftSettings: settings),

        .executableTarget(
            name: "start-latency", dependencies: ["JSON", "Threads"], path: "Benchmarks/StartLatency",
            swiftSettings: settings),

        .executableTarget(
            name: "agent-turns", dependencies: ["Baton", "JSON"], path: "Benchmarks/AgentTurns", swiftSettings: settings
        ),

        .executableTarget(
            name: "jsonata-bench", dependencies: ["JSON", "JSONata"], path: "Benchmarks/JSONataBench",
            swiftSettings: settings),

        // Tests.
        .target(name: "TestSupport", dependencies: ["JSON"], path: "Tests/TestSupport", swiftSettings: settings),
        .testTarget(
            name: "RegistryTests", dependencies: ["Registry", "JSON", "Journal", "StatesLanguage"],
            swiftSettings: settings),
        .testTarget(
            name: "ServerTests",
            dependencies: ["Server", "Engine", "JSON", "Journal", "Registry", "Replay", "Tasks", "Threads"],
            exclude: ["Fixtures"], swiftSettings: settings),
        // Feeds mutated inputs to everything that reads what people write.
        .executableTarget(
            name: "Fuzz",
            dependencies: ["Datasets", "Interpreter", "JSON", "JSONPath", "JSONata", "StatesLanguage", "TestSupport"],
            path: "Tests/Fuzz", swiftSettings: settings),
        .testTarget(name: "FuzzTests", dependencies: ["Fuzz"], swiftSettings: settings),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: settings),
        .testTarget(name: "JSONPathTests", dependencies: ["JSONPath", "JSON", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "JSON", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "StatesLanguageTests", dependencies: ["StatesLanguage", "JSON", "JSONPath"], swiftSettings: settings),
        .testTarget(name: "ThreadsTests", dependencies: ["Threads"], swiftSettings: settings),
        .testTarget(
            name: "JournalTests", dependencies: ["Journal", "JSON", "Threads", "JournalCrashDummy", "TestSupport"],
            swiftSettings: settings),
        // The process that the crash tests of the journal kill.
        .executableTarget(
            name: "JournalCrashDummy", dependencies: ["JSON", "Journal"], path: "Tests/JournalCrashDummy",
            swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests", dependencies: ["CommandLine", "JSON", "Journal", "Replay", "Digests"],
            exclude: ["Fixtures"], swiftSettings: settings),
        .testTarget(name: "BatonTests", dependencies: ["Baton", "JSON"], swiftSettings: settings),
        // Without access to the package's own symbols: what users of the library have.
        .testTarget(
            name: "BatonTestingTests", dependencies: ["BatonTesting", "JSON"], exclude: ["Fixtures"],
            packageAccess: false, swiftSettings: settings),
        .testTarget(
            name: "ExportTests", dependencies: ["Export", "AgentStates", "JSON", "StatesLanguage"],
            exclude: ["Goldens", "Validators"], swiftSettings: settings),
        .testTarget(
            name: "TelemetryTests",
            dependencies: [
                "Telemetry", "AgentStates", "Interpreter", "StatesLanguage", "Journal", "Tasks", "JSON",
            ],
            exclude: ["Fixtures"], swiftSettings: settings),
        .testTarget(name: "GraphTests", dependencies: ["Graph", "JSON"], swiftSettings: settings),
        .testTarget(
            name: "AgentToolsTests", dependencies: ["AgentTools", "AgentStates", "Tasks", "JSON", "CSQLite"],
            exclude: ["Fixtures"], swiftSettings: settings),
        .testTarget(
            name: "ModelsTests", dependencies: ["Models", "Tasks", "JSON"], exclude: ["Fixtures"],
            swiftSettings: settings),
        .testTarget(
            name: "TemplatesTests", dependencies: ["Templates", "JSON", "StatesLanguage"], swiftSettings: settings),
        .testTarget(
            name: "AgentStatesTests",
            dependencies: ["AgentStates", "Interpreter", "StatesLanguage", "JSONata", "JSON"],
            exclude: ["Fixtures"], swiftSettings: settings),
        .testTarget(
            name: "InterpreterTests", dependencies: ["Interpreter", "JSON", "StatesLanguage", "TestSupport"],
            swiftSettings: settings),
        // The process that the crash tests of the engine kill.
        .executableTarget(
            name: "EngineCrashDummy",
            dependencies: [
                "Engine", "Interpreter", "JSON", "Journal", "StatesLanguage", "Tasks", "TestSupport", "Threads",
            ],
            path: "Tests/EngineCrashDummy", swiftSettings: settings),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "Engine", "Interpreter", "JSON", "Journal", "Replay", "StatesLanguage", "Tasks", "Threads",
                "EngineCrashDummy", "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ReplayTests",
            dependencies: [
                "Replay", "Engine", "Interpreter", "JSON", "JSONata", "Journal", "StatesLanguage", "Tasks", "Threads",
            ],
            exclude: ["Fixtures"], swiftSettings: settings),
        .testTarget(
            name: "TasksTests", dependencies: ["Tasks", "JSON", "Digests", "Threads"], exclude: ["Fixtures"],
            swiftSettings: settings),
        .testTarget(name: "JSONataTests", dependencies: ["JSON", "JSONata"], swiftSettings: settings),
    ]
)
