import Engine
import Foundation
import JSON
import Journal
import Tasks
import Testing

@testable import Server

/// The built-in stores as clients from outside see them.
@Suite struct StoreTests {
    @Test func theStockClientUsesThem() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "baton-stores-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let dispatcher = try TaskDispatcher(
            configuration: TaskConfiguration(folder: folder.path), environment: [:],
            items: try JournalItemStore(InMemoryJournal()))
        defer { dispatcher.close() }
        let fixture = try ServerFixture { $0.stores = dispatcher.builtInStores(region: "us-east-1") }
        defer { fixture.stop() }
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/stores.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path, "http://127.0.0.1:\(fixture.server.port)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if output == "skip\n" { return print("StoreTests: boto3 is not installed, skipped") }
        #expect(output == "ok\n")
        let object = folder.appending(path: "buckets/data/2026/a b&c.csv")
        #expect(try String(contentsOf: object, encoding: .utf8) == "x,y\n1,2\n")
    }

    @Test func chunkedBodiesAreJoined() {
        let body = "5;chunk-signature=ab\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:AA==\r\n\r\n"
        #expect(String(decoding: ChunkedBody.payload(of: Array(body.utf8)), as: UTF8.self) == "hello world")
        #expect(ChunkedBody.payload(of: Array("ff\r\nshort".utf8)).isEmpty)
    }
}
