import JSON
import JSONPath
import StatesLanguage
import Testing

/// What definitions become.
@Suite struct DecodingTests {
    private func machine(_ text: String) throws -> StateMachine {
        let result = DefinitionCompiler().compile(text)
        #expect(result.diagnostics.filter { $0.severity == .error } == [])
        return try #require(result.machine)
    }

    @Test func machineFields() throws {
        let machine = try machine(
            #"{"Comment":"c","TimeoutSeconds":9,"Version":"1.0","StartAt":"B","States":{"A":{"Type":"Succeed","Comment":"s"},"B":{"Type":"Pass","Next":"A"}}}"#
        )
        #expect(machine.comment == "c")
        #expect(machine.timeoutSeconds == 9)
        #expect(machine.queryLanguage == .jsonPath)
        #expect(machine.workflow.states.map(\.name) == ["A", "B"])
        #expect(machine.workflow.startAt == StateIndex(rawValue: 1))
        #expect(machine.workflow[machine.workflow.startAt].transition == .next(StateIndex(rawValue: 0)))
        #expect(machine.workflow.states[0].transition == .end)
        #expect(machine.workflow.states[0].comment == "s")
        #expect(machine.workflow.states[1].location == "/States/B")
    }

    @Test func taskFields() throws {
        let machine = try machine(
            #"""
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken",
            "InputPath":null,"OutputPath":"$.o","ResultPath":"$.r","Parameters":{"a.$":"$.a","b":[1,{"c.$":"$$.Task.Token"}],"d":{"e":1}},
            "TimeoutSecondsPath":"$.t","HeartbeatSeconds":5,"Credentials":{"RoleArn.$":"States.Format('{}', $.r)"},
            "Retry":[{"ErrorEquals":["A"],"MaxAttempts":0,"JitterStrategy":"FULL"},{"ErrorEquals":["States.ALL"]}],
            "Catch":[{"ErrorEquals":["B"],"ResultPath":null,"Next":"T"}],"End":true}}}
            """#)
        let state = machine.workflow.states[0]
        guard case .task(let task) = state.kind else { return #expect(Bool(false), "not a task") }
        #expect(
            task.resource
                == .service(
                    ServiceIntegration(service: "sqs", action: "sendMessage", pattern: .waitForTaskToken, isSDK: true)))
        guard case .nothing = state.inputPath, case .path(let output) = state.outputPath else {
            return #expect(Bool(false), "paths")
        }
        #expect(output.text == "$.o")
        guard case .path(let result) = task.resultPath else { return #expect(Bool(false), "ResultPath") }
        #expect(result.text == "$.r")
        guard case .object(let members) = task.arguments, case .path(let path) = members[0].value,
            case .array(let elements) = members[1].value, case .literal(let first) = elements[0],
            case .literal(let fixed) = members[2].value
        else { return #expect(Bool(false), "Parameters") }
        #expect(members.map(\.key) == ["a", "b", "d"])
        #expect(path.text == "$.a")
        #expect(first == 1)
        #expect(fixed == ["e": 1])
        guard case .path(let timeout) = task.timeoutSeconds, case .literal(5) = task.heartbeatSeconds,
            case .intrinsic = task.roleArn
        else { return #expect(Bool(false), "scalars") }
        #expect(timeout.text == "$.t")
        #expect(task.retriers.map(\.maxAttempts) == [0, 3])
        #expect(task.retriers.map(\.hasFullJitter) == [true, false])
        #expect(task.retriers.map(\.intervalSeconds) == [1, 1])
        #expect(task.retriers.map(\.backoffRate) == [2, 2])
        #expect(task.catchers.map(\.next) == [StateIndex(rawValue: 0)])
        guard case .discard = task.catchers[0].resultPath else { return #expect(Bool(false), "Catch") }
    }

    @Test func choiceFields() throws {
        let machine = try machine(
            #"""
            {"StartAt":"C","States":{"C":{"Type":"Choice","Default":"S","Choices":[
            {"And":[{"Variable":"$.a","NumericGreaterThanEqualsPath":"$.b"},{"Not":{"Variable":"$v.x","StringMatches":"a*"}}],
            "Assign":{"v":1},"Next":"S"}]},"S":{"Type":"Succeed"}}}
            """#)
        guard case .choice(let choice) = machine.workflow.states[0].kind,
            case .all(let parts) = choice.rules[0].condition,
            case .comparison(let first) = parts[0], case .not(.comparison(let second)) = parts[1],
            case .path(let other) = first.operand, case .literal("a*") = second.operand
        else { return #expect(Bool(false), "rules") }
        #expect(first.comparator == .numericGreaterThanEquals)
        #expect(other.text == "$.b")
        #expect(second.comparator == .stringMatches)
        #expect(second.variable.root == .variable("v"))
        #expect(choice.fallback == StateIndex(rawValue: 1))
        #expect(choice.rules[0].assign?.members.map(\.key) == ["v"])
        #expect(machine.workflow.states[0].transition == .chosen)
    }

    @Test func mapFields() throws {
        let machine = try machine(
            #"""
            {"StartAt":"M","States":{"M":{"Type":"Map","Label":"l","ToleratedFailurePercentage":5,"MaxConcurrencyPath":"$.n",
            "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"b","Key.$":"$.k"},
            "ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["x"],"CSVDelimiter":"TAB","MaxItems":7}},
            "ItemBatcher":{"MaxItemsPerBatch":2,"BatchInput":{"a":1}},
            "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b"},"WriterConfig":{"Transformation":"NONE","OutputType":"JSON"}},
            "ItemSelector":{"v.$":"$$.Map.Item.Value"},
            "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"P",
            "States":{"P":{"Type":"Pass","End":true}}},"End":true}}}
            """#)
        guard case .map(let map) = machine.workflow.states[0].kind, case .distributed(let distributed) = map.mode,
            case .given(["x"]) = distributed.reader?.csvHeader, case .literal(7) = distributed.reader?.maxItems,
            case .literal(5) = distributed.toleratedFailurePercentage,
            case .literal(2) = distributed.batcher?.maxItemsPerBatch, case .path = map.maxConcurrency
        else { return #expect(Bool(false), "map") }
        #expect(distributed.isExpress)
        #expect(distributed.label == "l")
        #expect(distributed.reader?.inputType == .csv)
        #expect(distributed.reader?.csvDelimiter == .tab)
        #expect(distributed.writer?.exports == true)
        #expect(distributed.writer?.outputType == .json)
        #expect(map.itemSelector?.fieldName == "ItemSelector")
        #expect(map.processor.states.map(\.name) == ["P"])
        #expect(machine.workflow.find("P")?.workflow === map.processor)
        #expect(machine.workflow.find("Q") == nil)
        #expect(map.processor.states[0].location == "/States/M/ItemProcessor/States/P")
    }

    @Test func singleState() throws {
        let result = DefinitionCompiler().compileState(
            #"{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"One"}],"Default":"Two"}"#, name: "S")
        let workflow = try #require(result.machine?.workflow)
        #expect(workflow.states.map(\.name) == ["S", "One", "Two"])
        #expect(workflow.startAt == StateIndex(rawValue: 0))
        let refused = DefinitionCompiler().compileState("{\"Type\":\"Wait\",\n\"Seconds\":-1,\"End\":true}")
        #expect(
            refused.diagnostics.map { $0.line() } == [
                "2:1: error SCHEMA_VALIDATION_FAILED: Minimum value is 0 (/States/StateName/Seconds)"
            ])
    }
}
