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
    targets: [
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        .target(name: "JSON", swiftSettings: settings),
        .target(name: "Digests", dependencies: ["CCrypto"], swiftSettings: settings),

        .target(name: "JSONata", dependencies: ["JSON", "Digests", "CPCRE2"], swiftSettings: settings),

        .executableTarget(
            name: "jsonata-bench", dependencies: ["JSON", "JSONata"], path: "Benchmarks/JSONataBench",
            swiftSettings: settings),

        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: settings),
        .testTarget(name: "JSONataTests", dependencies: ["JSON", "JSONata"], swiftSettings: settings),
    ]
)
