extension StarterProject {
    /// A choice and a Lambda function.
    static let function = StarterProject(
        name: "hello",
        files: [
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
                mocks: {greet: {compute: '{"text": greeting & ", " & name & "!"}'}}
                tests:
                  - name: greets in German
                    input: {name: Ada, country: CH}
                    expect: {output: {text: "Guten Tag, Ada!"}}
                  - name: speaks English elsewhere, and tries again
                    input: {name: Grace, country: US}
                    mocks: {Greet: [{throw: States.TaskFailed}, {return: {Payload: {text: Hi}}}]}
                    expect: {path: [Choose language, Speak English, Greet], retries: {Greet: 1}}

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
            ignored,
        ])
}
