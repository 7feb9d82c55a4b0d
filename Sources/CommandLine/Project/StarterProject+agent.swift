extension StarterProject {
    /// An agent that looks something up with a tool; a script stands for its model.
    static let agent = StarterProject(
        name: "assistant",
        files: [
            (
                "assistant.asl.yaml",
                """
                Comment: An agent that answers with a tool.
                QueryLanguage: JSONata
                StartAt: Answer
                Agents:
                  Clerk:
                    Model: amazon.nova-pro-v1:0
                    System: You answer questions about prices. Look them up, and let the calculator do the sums.
                    Tools: [price, calculator]
                Tools:
                  price:
                    Description: Gives the price of an article in euros.
                    InputSchema: {type: object, properties: {article: {type: string}}, required: [article]}
                    Resource: arn:aws:states:::lambda:invoke
                    Arguments: {FunctionName: price, Payload: "{% $tool.input %}"}
                    Output: "{% $states.result.Payload %}"
                States:
                  Answer:
                    Type: Agent
                    Agent: Clerk
                    Prompt: "{% $states.input.question %}"
                    Budget: {MaxCalls: 6}
                    Output: "{% $states.result.Text %}"
                    End: true

                """
            ),
            (
                "functions/price/index.py",
                """
                PRICES = {"lamp": 19.9, "kettle": 34.9}


                def handler(event, context):
                    return PRICES.get(event["article"], "There is no such article.")

                """
            ),
            (
                "baton.yaml",
                """
                # A script answers for the model. With a model instead, for example:
                #   models: {"*": {provider: ollama, model: qwen3}}
                #   models: {"*": {provider: anthropic, model: claude-sonnet-4-5}}     # and ANTHROPIC_API_KEY
                models: {"*": {script: replies.yaml}}

                """
            ),
            (
                "replies.yaml",
                """
                # What the agent says, turn by turn.
                - {turn: 0, answer: {calls: [{name: price, input: {article: lamp}}]}}
                - {turn: 1, answer: {calls: [{name: calculator, input: {expression: "{% '3 * ' & $result %}"}}]}}
                - {turn: 2, answer: "{% 'Three lamps are ' & $result & ' EUR.' %}"}

                """
            ),
            (
                "assistant.test.yaml",
                """
                # baton test
                machine: assistant.asl.yaml
                script: replies.yaml
                tests:
                  - name: looks the price up
                    input: {question: What are three lamps?}
                    mocks: {price: {return: 20}, baton-calculator: {return: "60"}}
                    expect: {output: Three lamps are 60 EUR.}

                """
            ),
            ("input.json", "{\"question\": \"What are three lamps?\"}\n"),
            ignored,
        ])
}
