import ArgumentParser
import JSON
import StatesLanguage

/// `baton validate`
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check definitions as AWS Step Functions does.",
        discussion: """
            Prints one line for each finding: file:line:column, code, text, and the field. Exits with 1 where there is \
            an error.

            Example:
              baton validate order.asl.json
            """)

    @Argument(
        help: ArgumentHelp("Definitions in JSON or YAML; '-' is the standard input.", valueName: "file"),
        completion: .file())
    var files: [String]

    @Flag(name: .long, help: "Check as an Express workflow.")
    var express = false

    @OptionGroup var substitutions: SubstitutionOptions

    @OptionGroup var output: OutputOptions

    func run() throws {
        let values = try substitutions.values
        var reports: [JSONValue] = []
        var hasErrors = false
        for path in files {
            let file = try DefinitionFile(path: path)
            let diagnostics = file.compile(isExpress: express, substitutions: values).diagnostics
            hasErrors = hasErrors || diagnostics.hasErrors
            if output.json {
                reports.append(report(file, diagnostics))
            } else {
                printLines(file, diagnostics)
            }
        }
        if output.json { Terminal.standardOutput.write(JSONValue.array(reports).prettyText + "\n") }
        if hasErrors { throw ExitCode(1) }
    }

    private func printLines(_ file: DefinitionFile, _ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics {
            Terminal.standardOutput.write(diagnostic.line(file: file.displayName) + "\n")
        }
        if !diagnostics.hasErrors { Terminal.standardOutput.write("\(file.displayName): valid\n") }
    }

    /// The answer of ValidateStateMachineDefinition, with the file and positions.
    private func report(_ file: DefinitionFile, _ diagnostics: [Diagnostic]) -> JSONValue {
        [
            "file": .string(file.displayName),
            "result": diagnostics.hasErrors ? "FAIL" : "OK",
            "diagnostics": .array(diagnostics.map(\.json)),
        ]
    }
}

extension Diagnostic {
    /// The diagnostic as ValidateStateMachineDefinition gives it, with `line` and `column`.
    var json: JSONValue {
        var object: JSONObject = [
            "severity": .string(severity.rawValue), "code": .string(code), "message": .string(message),
        ]
        object["location"] = location.map(JSONValue.string)
        object["line"] = position.map { .integer(Int64($0.line)) }
        object["column"] = position.map { .integer(Int64($0.column)) }
        return .object(object)
    }
}
