import Foundation
import JSON
import Testing

/// Every example in `workflows/` does what its `expect.json` says.
@Suite struct ExampleTests {
    static let folder = BatonCommand.repository.appending(path: "workflows")

    static let examples: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: folder.appending(path: "\($0)/expect.json").path) }
            .sorted()
    }()

    @Test func thereAreExamples() {
        #expect(Self.examples.count >= 8)
    }

    /// Cases with a worker, answers or a service of their own are tried by hand: their README says how.
    @Test(arguments: examples) func doesWhatItSays(example: String) throws {
        let folder = Self.folder.appending(path: example)
        let expectations = try JSONValue(parsing: Array(Data(contentsOf: folder.appending(path: "expect.json"))))
        let definition = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .first { $0.hasPrefix("\(example).asl.") })
        let validation = try BatonCommand.run(["validate", definition], in: folder)
        #expect(validation.status == 0, "\(validation.output)")
        guard expectations["service"] == nil else { return }
        for example in expectations["cases"]?.array ?? [] {
            guard example["worker"] == nil, example["answers"] == nil, let input = example["input"]?.string else {
                continue
            }
            let outcome = try BatonCommand.run(
                ["run", definition, "--input-file", input, "--journal", ":memory:", "--quiet"], in: folder)
            if let output = example["output"] {
                #expect(outcome.status == 0, "\(outcome.errors)")
                var printed = try JSONValue(parsing: outcome.output).object ?? [:]
                for name in example["except"]?.array ?? [] { printed[try #require(name.string)] = nil }
                #expect(printed.isEmpty ? try JSONValue(parsing: outcome.output) == output : .object(printed) == output)
            } else {
                #expect(outcome.status == 1)
                #expect(outcome.errors.contains(try #require(example["error"]?.string)), "\(outcome.errors)")
            }
        }
    }
}
