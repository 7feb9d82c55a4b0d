import ArgumentParser
import JSON
import StatesLanguage

/// Values for the `${NAME}` of a definition.
struct SubstitutionOptions: ParsableArguments {
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("A value for '${NAME}' in the definitions.", valueName: "name=value"))
    var flags: [String] = []

    @Option(
        name: .customLong("set-file"),
        help: ArgumentHelp("A JSON or YAML file with such values; '--set' goes before it.", valueName: "file"),
        completion: .file())
    var file: String?

    /// All of them as `NAME=VALUE`.
    var words: [String] {
        get throws { try fileWords() + flags }
    }

    /// All of them by name.
    var values: [String: String] {
        get throws { try assignments(words, option: "--set") }
    }

    private func fileWords() throws -> [String] {
        guard let file else { return [] }
        let bytes = try Files.read(file)
        let value: JSONValue
        do throws(Diagnostic) {
            value = try Document(reading: bytes, as: DocumentSyntax(fileName: file) ?? .json).value
        } catch {
            throw Failure.usage("\(file):\(error.position.map { "\($0): " } ?? " ")\(error.message)")
        }
        guard let object = value.object else {
            throw Failure.usage("\(file): expected an object of names and values, found \(value.kind)")
        }
        return object.map { "\($0.key)=\($0.value.string ?? $0.value.text)" }
    }
}
