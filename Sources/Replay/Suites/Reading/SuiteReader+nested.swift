import JSON
import StatesLanguage

extension SuiteReader {
    static let nestedFields = ["substitutions", "mocks", "models", "script", "cassette", "mockConfig"]

    /// `{run: ship.asl.yaml, mocks: {…}}`: a machine in place of a nested execution, with answers of its own.
    func nestedMachine(_ field: SuiteField) throws(SuiteError) -> NestedMachine {
        let file = try field.required("run", "an answer")
        let path = try file.string()
        let bytes = try bytes(file)
        var substitutions: [String: String] = [:]
        for (name, value) in try field["substitutions"]?.members() ?? [] {
            substitutions[name] = value.value.string ?? value.value.text
        }
        let tested: TestedMachine
        do throws(DefinitionErrors) {
            tested = try TestedMachine(
                reading: bytes, as: DocumentSyntax(fileName: path) ?? .yaml, substitutions: substitutions)
        } catch {
            throw file.error(error.text(file: path))
        }
        var reader = SuiteReader(readFile: readFile)
        let script = try reader.script(field)
        if let misnomer = reader.references.misnomers(in: tested).first { throw misnomer }
        return NestedMachine(tested, script)
    }
}
