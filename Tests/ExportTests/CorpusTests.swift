import Export
import Foundation
import JSON
import StatesLanguage
import Testing

/// Definitions that other people published, where they are beside the repository.
@Suite struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/corpus").standardizedFileURL

    private struct Entry {
        let name: String
        let definition: JSONValue
        let machine: StateMachine
    }

    /// All that are JSON and have no errors.
    private static let entries: [Entry] = {
        guard let bytes = try? Data(contentsOf: folder.appending(path: "index.json")),
            let index = try? JSONValue(parsing: Array(bytes))
        else {
            print("skipped: there is no corpus beside the repository")
            return []
        }
        return (index["definitions"]?.array ?? []).compactMap { entry in
            guard entry["syntax"] == "json", let file = entry["file"]?.string,
                let text = try? Data(contentsOf: folder.appending(path: file)),
                let document = try? Document(reading: Array(text), as: .json),
                let machine = DefinitionCompiler().compile(document).machine
            else { return nil }
            return Entry(name: file, definition: document.value, machine: machine)
        }
    }()

    private static func project(_ entry: Entry) -> ExportProject {
        ExportProject(machines: [SourceMachine(name: "m", definition: entry.definition, machine: entry.machine)])
    }

    /// The tokens' local values give back the definition.
    @Test func plainDefinitionsKeepTheirMeaning() throws {
        for entry in Self.entries {
            let files = Self.project(entry).files(for: .asl)
            var text = String(decoding: files[0].bytes, as: UTF8.self)
            for (token, value) in try JSONValue(parsing: files[1].bytes).object ?? [:] {
                text = text.replacingOccurrences(of: "${\(token)}", with: value.string ?? "")
            }
            #expect(try JSONValue(parsing: text) == entry.definition, "\(entry.name)")
        }
    }

    @Test func everyTargetTakesThem() {
        for entry in Self.entries {
            for target in ExportTarget.allCases {
                #expect(!Self.project(entry).files(for: target).isEmpty, "\(entry.name)")
            }
        }
    }

    /// No policy of a task allows everything with everything of a service.
    @Test func policiesNameActions() {
        for entry in Self.entries {
            let file = Self.project(entry).files(for: .cloudformation)[0]
            let text = String(decoding: file.bytes, as: UTF8.self)
            #expect(!text.contains("- \"*\"") && !text.contains(":*\"\n                Resource"), "\(entry.name)")
        }
    }
}
