import ArgumentParser
import JSON

/// `baton init`
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a folder with a workflow to start from.",
        discussion: """
            Files that are there already stay as they are.

            Example:
              baton init demo
              baton run demo/hello.asl.yaml --input-file demo/input.json
            """)

    @Argument(help: ArgumentHelp("The folder.", valueName: "folder"))
    var folder = "."

    @OptionGroup var output: OutputOptions

    func run() throws {
        var written: [String] = []
        for (name, text) in StarterProject.files {
            let path = folder == "." ? name : "\(folder)/\(name)"
            if Files.exists(path) { continue }
            try Files.makeFolder(Files.folder(of: Files.absolute(path)))
            try Files.write(text, to: path)
            written.append(path)
        }
        let terminal = Terminal.standardOutput
        if output.json {
            return terminal.write(JSONValue.object(["files": .array(written.map(JSONValue.string))]).text + "\n")
        }
        for path in written { terminal.write("wrote \(path)\n") }
        let prefix = folder == "." ? "" : "\(folder)/"
        terminal.write(
            "\nNow try:\n  baton run \(prefix)hello.asl.yaml --input-file \(prefix)input.json\n"
                + "  baton test \(folder)\n")
    }
}

/// What `baton init` writes.
private enum StarterProject {
    static let files = [
        (
            "hello.asl.yaml",
            """
            Comment: Greets somebody, in a language that fits the country.
            QueryLanguage: JSONata
            StartAt: Choose language
            States:
              Choose language:
                Type: Choice
                Choices:
                  - Condition: "{% $states.input.country in ['CH', 'DE', 'AT'] %}"
                    Assign: {greeting: Guten Tag}
                    Next: Greet
                Default: Speak English
              Speak English:
                Type: Pass
                Assign: {greeting: Hello}
                Next: Greet
              Greet:
                Type: Task
                Resource: arn:aws:states:::lambda:invoke
                Arguments:
                  FunctionName: greet
                  Payload:
                    greeting: "{% $greeting %}"
                    name: "{% $states.input.name %}"
                Output: "{% $states.result.Payload %}"
                Retry:
                  - ErrorEquals: [States.TaskFailed]
                    MaxAttempts: 2
                End: true

            """
        ),
        (
            "functions/greet/index.py",
            """
            def handler(event, context):
                return {"text": f"{event['greeting']}, {event['name']}!"}

            """
        ),
        (
            "hello.test.yaml",
            """
            # baton test
            machine: hello.asl.yaml
            tests:
              - name: greets in German
                input: {name: Ada, country: CH}
                mocks: {greet: {compute: '{"text": greeting & ", " & name & "!"}'}}
                expect: {output: {text: "Guten Tag, Ada!"}}

            """
        ),
        ("input.json", "{\"name\": \"Ada\", \"country\": \"CH\"}\n"),
        (
            "baton.yaml",
            """
            # What resources are bound to on this machine; see 'docs/bindings.md'.
            region: us-east-1

            """
        ),
        (".gitignore", ".baton/\n"),
    ]
}
