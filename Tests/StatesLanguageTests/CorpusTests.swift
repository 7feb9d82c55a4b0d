import Foundation
import JSON
import StatesLanguage
import Testing

/// Definitions that people published.
@Suite struct CorpusTests {
    @Test(
        "Published definitions are judged as their authors' tests judge them",
        .enabled(if: !CorpusFile.all.isEmpty, "the corpus is not here"), arguments: CorpusFile.all)
    func definition(_ file: CorpusFile) throws {
        let bytes = try #require(SharedFiles.bytes("corpus/\(file.path)"))
        let text = CorpusFile.filled(String(decoding: bytes, as: UTF8.self))
        let result = DefinitionCompiler().compile(text, as: file.syntax)
        let errors = result.diagnostics.filter { $0.severity == .error }
        #expect((result.machine == nil) == !errors.isEmpty)
        #expect(errors.allSatisfy { $0.position != nil || $0.location == nil })

        let isRefused = file.verdict == .invalid
        if CorpusFile.differences[file.name] == nil {
            #expect(errors.isEmpty == !isRefused, "\(errors.map { $0.line() }.joined(separator: "\n"))")
        } else {
            #expect(errors.isEmpty == isRefused, "no longer a difference: take it off the list")
        }
    }
}

struct CorpusFile: Sendable, CustomTestStringConvertible {
    enum Verdict: String, Sendable {
        case valid
        case invalid
        /// Published as a working sample; taken for valid.
        case unknown
    }

    let path: String
    let verdict: Verdict
    let syntax: DocumentSyntax

    var name: String { String(path.split(separator: "/").last ?? "") }
    var testDescription: String { path }

    static let all: [CorpusFile] = (SharedFiles.json("corpus/index.json")?["definitions"]?.array ?? []).compactMap {
        entry in
        guard let path = entry["file"]?.string, let verdict = entry["validity"]?.string.flatMap(Verdict.init) else {
            return nil
        }
        return CorpusFile(path: path, verdict: verdict, syntax: entry["syntax"] == "yaml" ? .yaml : .json)
    }

    /// With the placeholders of templates replaced.
    static func filled(_ text: String) -> String {
        text.replacing(/arn:\$\{[^}]*\}:/, with: "arn:aws:")
            .replacing(/\$\{[^}]*\}/, with: "arn:aws:lambda:us-east-1:123456789012:function:x")
    }

    /// The files of which we say otherwise than their label, each with the reason; `unknown` counts as `valid`.
    static let differences: [String: String] = [
        // Refused here.
        "07ebd6e3-task-with-resultpath.json": notARN,
        "09db0226-states-array-invocation.json": notARN,
        "0a0ed1c7-states-string-intrinsic-functions.json": notARN,
        "0ecd30c0-states-encoding-decoding-intrinsic-functions.json": notARN,
        "267391a3-task-with-parameters.json": notARN,
        "27cc4098-task-with-resultselector.json": notARN,
        "2f431f04-backoff-with-backoffrate-decimal.json": notARN,
        "34628363-states-jsontostring-invocation.json": notARN,
        "3b89bdc0-states-format-invocation.json": notARN,
        "6f0ae232-states-stringtojson-invocation.json": notARN,
        "7475b8c0-states-hash-intrinsic-functions.json": notARN,
        "77ef31cc-states-array-intrinsic-functions.json": notARN,
        "443d5d22-lidation_1-Resources-StateMachine-Properties-DefinitionString.asl.json": notARN,
        "508deabd-microbatch_orchestrator.json": notARN,
        "57c1d742-bulk_orchestrator.json": notARN,
        "5827e8f0-map.asl": notARN,
        "2f0550d4-set-credential.asl": notARN,
        "1dc2fc12-README-code-block-8.asl.json": notARN,
        "41937fd1-valid-task-parameters.json": otherService,
        "1d65e04f-mimeid-bsdtar.json": otherService,
        "0839f59c-payment_workflow.yaml": otherService,
        "60c7519a-simple_workflow.yaml": otherService,
        "70babd34-valid-assign.asl.json": "assigns the variable 'top-level', which no expression could read",
        "75f45d75-valid-map-with-item-batcher-jsonata.json": "a JSONPath state in a machine that is JSONata as a whole",
        "0a677aa9-has-dupes.json": "the name of a state comes twice; it is the input of a test for that",
        "132f656b-index.pt-code-block-1.asl.json": "a text with blanks to be filled in",
        "02f6d7a7-statemachine.asl.json": "QueryLanguage stands inside States",
        "1a5f3c18-order_processing.yaml": "two operators in a choice rule",
        "71cef790-payment_flow.yaml": "fields of another tool: Name, a number as Version, Cause.$",
        "7455c180-user_registration.yaml": "fields of another tool: Name, a number as Version, Cause.$",
        "5e804dd2-web-search-agent.json": "calls States.Default, which there is not",
        "682edb68-supervisor-with-agentcore.json": "a Map state with Arguments",
        "1eaec399-entire-input-to-lambda.asl.json": notJSON,
        "2e096855-lambda-with-result-and-output-paths.asl.json": notJSON,
        "51b0b88e-lambda-with-result-path-and-input-parameter.asl.json": notJSON,
        "634b537a-statemachine.asl.json": notJSON,
        "78d80192-statemachine.asl.json": notJSON,
        "5d88cdd7-workflow.asl.json":
            "a placeholder inside an expression, where the ARN that stands for it here makes no sense",
        // Taken here.
        "489e798e-invalid-json-surround-syntax-extra-spaces.json": "the service asks only for {% and %} at the ends",
        "6f30866a-invalid-jsonata-surround-syntax-no-spaces.json": "the service asks only for {% and %} at the ends",
    ]

    private static let notARN = "a Resource that is no ARN, which the service refuses"
    private static let otherService = "a Resource of a service that Step Functions does not call"
    private static let notJSON = "comments, trailing commas or bare placeholders: not JSON"
}
