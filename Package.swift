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
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    ],
    targets: [
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        .target(name: "JSON", swiftSettings: settings),
        .target(name: "Digests", dependencies: ["CCrypto"], swiftSettings: settings),
        .target(name: "JSONPath", dependencies: ["JSON", "Digests", "CPCRE2"], swiftSettings: settings),

        .target(name: "Threads", swiftSettings: settings),
        .target(name: "Journal", dependencies: ["JSON", "Digests", "Threads", "CSQLite"], swiftSettings: settings),

        .executableTarget(
            name: "JournalBenchmark", dependencies: ["JSON", "Journal", "Threads"], path: "Benchmarks/Journal",
            swiftSettings: settings),

        .target(
            name: "Registry", dependencies: ["JSON", "Digests", "Journal"], swiftSettings: settings),
        .target(
            name: "Server",
            dependencies: [
                "JSON", "Digests", "Threads", "Journal", "Registry",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings),

        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: settings),
        .testTarget(name: "JSONPathTests", dependencies: ["JSONPath", "JSON"], swiftSettings: settings),
        .testTarget(name: "ThreadsTests", dependencies: ["Threads"], swiftSettings: settings),
        .testTarget(
            name: "JournalTests", dependencies: ["Journal", "JSON", "Threads", "CSQLite", "JournalCrashDummy"],
            swiftSettings: settings),
        // The process that the crash tests of the journal kill.
        .executableTarget(
            name: "JournalCrashDummy", dependencies: ["JSON", "Journal"], path: "Tests/JournalCrashDummy",
            swiftSettings: settings),
    ]
)
