import Foundation
import JSON
import StatesLanguage
import Testing

@testable import Templates

/// Published templates (`../shared/corpus`), where they are there.
private enum Corpus {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/corpus")
        .standardizedFileURL
    static let templates: [JSONValue] = {
        guard let bytes = try? Data(contentsOf: folder.appending(path: "index.json")),
            let index = try? JSONValue(parsing: [UInt8](bytes))
        else { return [] }
        return index["templates"]?.array ?? []
    }()

    static func bytes(_ path: String) -> [UInt8] {
        (try? Data(contentsOf: folder.appending(path: path))).map { [UInt8]($0) } ?? []
    }
}

/// The definitions that a template deploys, where it looks for them.
private struct DefinitionFiles: TemplateFiles {
    private var files: [String: String] = [:]

    init(_ entry: JSONValue) {
        for machine in entry["state_machines"]?.array ?? [] {
            guard let uri = machine["definition_uri"]?.string, let file = machine["definition_file"]?.string else {
                continue
            }
            files[path(uri, in: "/t")] = file
        }
    }

    func read(_ path: String) -> [UInt8]? { files[path].map(Corpus.bytes) }
    func paths(in folder: String) -> [String] { [] }
    func isFolder(_ path: String) -> Bool { false }
    func exists(_ path: String) -> Bool { files[path] != nil }
}

@Suite struct CorpusTests {
    /// Templates whose definitions have errors of their own, by the start of the file's name.
    private static let faulty = [
        "35d6c59f": "a Resource of 'test'",
        "70c47497": "QueryLanguage inside States", "18b2b698": "a machine without States",
        "4152ffad": "invalid on purpose: an empty definition", "71b1a768": "a Resource that is an SQS queue's ARN",
    ]
    /// Templates that no YAML reader should take.
    private static let unreadable = ["08d8c0ae": "Type comes twice", "41d57e58": "Handler comes twice"]

    @Test(.enabled(if: !Corpus.templates.isEmpty, "there is no ../shared/corpus")) func allAreImported() throws {
        var machines = 0
        for entry in Corpus.templates {
            let file = entry["file"]?.string ?? ""
            let key = String(file.split(separator: "/").last?.prefix(8) ?? "")
            let bytes = Corpus.bytes(file)
            let isJSON = bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
            guard let template = try? Template(reading: bytes, as: isJSON ? .json : .yaml, path: file, folder: "/t")
            else {
                #expect(Self.unreadable[key] != nil, "\(file)")
                continue
            }
            let stack = Stack(region: "us-east-1", account: "123456789012")
            let project = ImportedProject(importing: template, as: stack, files: DefinitionFiles(entry))
            machines += project.machines.count
            let errors = project.machines.flatMap(\.diagnostics).filter { $0.severity == .error }
            #expect(errors.isEmpty == (Self.faulty[key] == nil), "\(file): \(errors.map { $0.line() })")
            #expect(project.findings.allSatisfy { $0.line != nil }, "\(file)")
            checkFiles(of: project, stack, file)
        }
        #expect(machines > 140)
    }

    /// What is written can be read, and says what the project says.
    private func checkFiles(of project: ImportedProject, _ stack: Stack, _ name: String) {
        for file in ProjectFiles(of: project, as: stack, in: "/p", stubs: true).files where file.path.hasSuffix(".yaml")
        {
            guard let value = try? Document(reading: file.bytes, as: .yaml).value else {
                Issue.record("\(name): \(file.path) cannot be read: \(String(decoding: file.bytes, as: UTF8.self))")
                continue
            }
            if file.path == "baton.yaml" { #expect(value["resources"]?.object?.count ?? 0 == project.missing.count) }
        }
    }

    /// Cut anywhere, with any line left out: told, not crashed.
    @Test(.enabled(if: !Corpus.templates.isEmpty, "there is no ../shared/corpus")) func brokenOnesAreTold() {
        let stack = Stack(region: "us-east-1", account: "123456789012")
        var imported = 0
        for (index, entry) in Corpus.templates.enumerated() {
            let bytes = Corpus.bytes(entry["file"]?.string ?? "")
            let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            guard lines.count > 3 else { continue }
            for step in 1..<4 {
                let cut = (index * 7 + step * lines.count / 4) % lines.count
                let without = lines[..<cut] + lines[(cut + 1)...]
                for text in [Array(bytes.prefix(bytes.count * step / 4)), Array(without.joined(separator: [10]))] {
                    let template = try? Template(reading: text, as: .yaml, path: "t.yaml", folder: "/t")
                    guard let template else { continue }
                    _ = ImportedProject(importing: template, as: stack, files: DefinitionFiles(entry))
                    imported += 1
                }
            }
        }
        #expect(imported > 100)
    }
}
