import StatesLanguage
import Testing

/// The rules one by one. The texts are the service's where they are known, from recordings, its documentation and what
/// its users published.
@Suite struct DefinitionRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let definition: String
        let expected: [String]
        var type: StateMachineType = .standard

        init(_ definition: String, _ expected: String..., type: StateMachineType = .standard) {
            self.definition = definition
            self.expected = expected
            self.type = type
        }

        var testDescription: String { definition }
    }

    private func check(_ tested: Case) {
        let result = DefinitionCompiler(machineType: tested.type).compile(tested.definition)
        let found = result.diagnostics.map { "\($0.code): \($0.message) at \($0.location ?? "null")" }
        #expect(found == tested.expected)
        #expect((result.machine == nil) == result.diagnostics.hasErrors)
    }

    /// A machine of one Pass state with these fields.
    private static func pass(_ fields: String, machine: String = "") -> String {
        #"{\#(machine)"StartAt":"X","States":{"X":{"Type":"Pass",\#(fields),"End":true}}}"#
    }

    /// A JSONata machine of one Pass state with this output.
    private static func output(_ json: String) -> String {
        pass(#""Output":\#(json)"#, machine: #""QueryLanguage":"JSONata","#)
    }

    /// A machine of one Task state with these fields.
    private static func task(_ fields: String) -> String {
        #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",\#(fields),"End":true}}}"#
    }

    /// A machine of one Map state with these fields.
    private static func map(_ fields: String, machine: String = "", processor: String = "") -> String {
        #"{\#(machine)"StartAt":"M","States":{"M":{"Type":"Map",\#(fields)"ItemProcessor":{\#(processor)"StartAt":"P","#
            + #""States":{"P":{"Type":"Pass","End":true}}},"End":true}}}"#
    }

    private static let distributed = #""ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"#
    private static let schema = "SCHEMA_VALIDATION_FAILED: "

    @Test(
        "The form of machines",
        arguments: [
            Case("{}", schema + "These fields are required: [States, StartAt] at /"),
            Case("[]", schema + "Expected value of type [OBJECT] at /"),
            Case(#"{"StartAt":"A","States":{}}"#, schema + "Value cannot be empty at /States"),
            Case(
                pass(#""Comment":"x""#, machine: #""Version":"2.0","TimeoutSeconds":-1,"Name":"n","#),
                schema + "Field 'Name' is not supported at /",
                schema + "Value should be one of the following: [1.0] at /Version",
                schema + "Minimum value is 0 at /TimeoutSeconds"),
            Case(pass(#""Comment":5"#), schema + "Expected value of type [STRING] at /States/X/Comment"),
            Case(#"{"StartAt":"A","States":{"A":5}}"#, schema + "Expected value of type [OBJECT] at /States/A"),
            Case(
                #"{"StartAt":"A","States":{"A":{"End":true}}}"#,
                schema + "These fields are required: [Type] at /States/A"),
            Case(
                #"{"StartAt":"A","States":{"A":{"Type":"Agent"}}}"#,
                schema
                    + "Value should be one of the following: [Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map] at /States/A/Type"
            ),
        ])
    func machineForm(_ tested: Case) { check(tested) }

    @Test(
        "Fields belong to state types and to query languages",
        arguments: [
            Case(pass(#""TimeoutSeconds":5"#), schema + "Field 'TimeoutSeconds' is not supported at /States/X"),
            Case(
                pass(#""Retry":[{"ErrorEquals":["States.ALL"]}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"X"}]"#),
                schema + "Field 'Retry' is not supported at /States/X",
                schema + "Field 'Catch' is not supported at /States/X"),
            Case(
                pass(#""Output":{"v":1}"#),
                schema
                    + "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/X"
            ),
            Case(
                pass(#""InputPath":"$.a","Parameters":{}"#, machine: #""QueryLanguage":"JSONata","#),
                schema
                    + "The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at /States/X",
                schema
                    + "The QueryLanguage is set to 'JSONata', but field 'Parameters' is only supported for the 'JSONPath' QueryLanguage at /States/X"
            ),
            Case(
                map(#""Items":[1],"#),
                schema
                    + "The QueryLanguage is set to 'JSONPath', but field 'Items' is only supported for the 'JSONata' QueryLanguage at /States/M"
            ),
            Case(
                map(#""MaxConcurrencyPath":"$.n","#, machine: #""QueryLanguage":"JSONata","#),
                schema
                    + "The QueryLanguage is set to 'JSONata', but field 'MaxConcurrencyPath' is only supported for the 'JSONPath' QueryLanguage at /States/M"
            ),
            Case(pass(#""Assign":{"n":1}"#)),
        ])
    func fields(_ tested: Case) { check(tested) }

    @Test(
        "A state has its own query language or the machine's",
        arguments: [
            Case(
                pass(#""QueryLanguage":"JSONPath","Output":{}"#, machine: #""QueryLanguage":"JSONata","#),
                schema
                    + "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/X"),
            Case(
                pass(#""QueryLanguage":"foo","InputPath":"$.a""#),
                schema
                    + "The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at /States/X",
                schema + "Value should be one of the following: [JSONPath, JSONata] at /States/X/QueryLanguage"),
            Case(
                pass(#""Output":1"#, machine: #""QueryLanguage":"jsonpath","#),
                schema + "Value should be one of the following: [JSONPath, JSONata] at /QueryLanguage"),
            Case(
                pass(#""Comment":"""#, machine: #""QueryLanguage":5,"#),
                schema + "Expected value of type [STRING] at /QueryLanguage"),
            Case(
                map("", processor: #""QueryLanguage":"JSONata","#),
                schema + "Field 'QueryLanguage' is not supported at /States/M/ItemProcessor"),
            Case(
                #"{"StartAt":"M","States":{"M":{"Type":"Map","QueryLanguage":"JSONata","ItemProcessor":{"StartAt":"P","States":{"#
                    + #""P":{"Type":"Pass","Output":1,"End":true}}},"End":true}}}"#,
                schema
                    + "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/M/ItemProcessor/States/P"
            ),
            Case(map(#""QueryLanguage":"JSONata","Items":[1],"Output":{"n":"{% $count($states.result) %}"},"#)),
        ])
    func queryLanguages(_ tested: Case) { check(tested) }

    @Test(
        "Transitions",
        arguments: [
            Case(
                #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}}"#,
                "MISSING_END_STATE: Workflow has no terminal state at null"),
            Case(
                #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"},"#
                    + #""C":{"Type":"Pass","Next":"A"}}}"#,
                "MISSING_END_STATE: Workflow has no terminal state at null"),
            Case(
                #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"},"#
                    + #""C":{"Type":"Pass","End":true}}}"#,
                #"MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/C"#),
            Case(
                #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"NOPE"}}}"#,
                "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next",
                "MISSING_END_STATE: Workflow has no terminal state at null"),
            Case(
                #"{"StartAt":"pass1","States":{"pass1":{"Type":"Pass","Next":"pass3"},"pass2":{"Type":"Pass","End":true}}}"#,
                "MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next",
                #"MISSING_TRANSITION_TARGET: State "pass2" is not reachable. at /States/pass2"#),
            Case(
                #"{"StartAt":"Nope","States":{"A":{"Type":"Pass","End":true}}}"#,
                "MISSING_TRANSITION_TARGET: Missing 'Next' target: Nope at /StartAt",
                #"MISSING_TRANSITION_TARGET: State "A" is not reachable. at /States/A"#),
            Case(
                #"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.x","IsPresent":true,"Next":"G"}],"#
                    + #""Default":"H"},"Z":{"Type":"Succeed"}}}"#,
                "MISSING_TRANSITION_TARGET: Missing 'Next' target: G at /States/C/Choices[0]/Next",
                "MISSING_TRANSITION_TARGET: Missing 'Next' target: H at /States/C/Default",
                #"MISSING_TRANSITION_TARGET: State "Z" is not reachable. at /States/Z"#),
            Case(
                task(#""Catch":[{"ErrorEquals":["States.ALL"],"Next":"Ghost"}]"#),
                "MISSING_TRANSITION_TARGET: Missing 'Next' target: Ghost at /States/T/Catch[0]/Next"),
            Case(
                #"{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"W","States":{"#
                    + #""W":{"Type":"Pass","End":true},"Ghost":{"Type":"Pass","End":true}}}],"End":true}}}"#,
                #"MISSING_TRANSITION_TARGET: State "Ghost" is not reachable. at /States/P/Branches[0]/States/Ghost"#),
            Case(
                #"{"StartAt":"S","States":{"S":{"Type":"Pass","End":true},"a/b":{"Type":"Pass","End":true}}}"#,
                #"MISSING_TRANSITION_TARGET: State "a/b" is not reachable. at /States/a/b"#),
            Case(
                #"{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"A","States":{"#
                    + #""A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}},"End":true}}}"#),
            Case(
                #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B","End":true},"B":{"Type":"Pass"}}}"#,
                schema + "There should only be one of the following fields: [Next, End] at /States/A",
                schema + "This object should have only one of the following fields: [Next, End] at /States/B"),
            Case(
                #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":7}}}"#,
                schema + "Expected value of type [STRING] at /States/A/Next"),
        ])
    func transitions(_ tested: Case) { check(tested) }

    @Test(
        "Names",
        arguments: [
            Case(
                #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A2"},"A2":{"Type":"Parallel","Branches":["#
                    + #"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}],"End":true}}}"#,
                "DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A2/Branches[0]/States/A"),
            Case(
                #"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true},"A":{"Type":"Pass","End":true}}}"#,
                "DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A"),
            Case(
                #"{"StartAt":"\#(String(repeating: "n", count: 81))","States":{"\#(String(repeating: "n", count: 81))":"#
                    + #"{"Type":"Succeed"}}}"#,
                "INVALID_STATE_NAME: The state name '\(String(repeating: "n", count: 81))' has 81 characters, the most allowed is 80 at /States/\(String(repeating: "n", count: 81))"
            ),
            Case(
                #"{"StartAt":"\#(String(repeating: "ä", count: 80))","States":{"\#(String(repeating: "ä", count: 80))":{"Type":"Succeed"}}}"#
            ),
            Case(
                map(#""Label":"a b","#, processor: distributed),
                "INVALID_LABEL_NAME: Label 'a b' contains whitespace, brackets, wildcards or other characters that are not allowed at /States/M/Label"
            ),
            Case(map(#""Label":"","#, processor: distributed), schema + "Value cannot be empty at /States/M/Label"),
        ])
    func names(_ tested: Case) { check(tested) }

    @Test(
        "Paths, templates and numbers",
        arguments: [
            Case(pass(#""InputPath":"a.b""#), schema + "Value must be a valid JSONPath. at /States/X/InputPath"),
            Case(pass(#""InputPath":null,"OutputPath":"$$.Execution.Id","ResultPath":null"#)),
            Case(
                pass(#""ResultPath":"guid""#),
                schema + "Value is not a Reference Path: Reference path didn't start with '$' at /States/X/ResultPath"),
            Case(pass(#""ResultPath":"$name""#), schema + "Value is not a Reference Path at /States/X/ResultPath"),
            Case(
                pass(#""Parameters":{"a":{"b.$":"ipsum"},"c.$":5,"d.$":"$.d","e.$":"States.Format('{}', $.e)"}"#),
                schema
                    + "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call at /States/X/Parameters/a",
                schema
                    + "The value for the field 'c.$' must be a valid JSONPath or a valid intrinsic function call at /States/X/Parameters"
            ),
            Case(
                map(#""MaxConcurrencyPath":"$.a[*]","#),
                schema + "Value is not a Reference Path at /States/M/MaxConcurrencyPath"),
            Case(
                map(#""MaxConcurrencyPath":"$$.Execution.Input.n","#),
                schema + "Value is not a Reference Path at /States/M/MaxConcurrencyPath"),
            Case(map(#""ItemsPath":"$$.Execution.Input.n","MaxConcurrency":9223372036854775807,"#)),
            Case(
                map(#""MaxConcurrency":-1,"#), schema + "Minimum value is 0 at /States/M/MaxConcurrency"),
            Case(
                map(#""MaxConcurrency":2,"MaxConcurrencyPath":"$.n","#),
                schema
                    + "There should only be one of the following fields: [MaxConcurrency, MaxConcurrencyPath] at /States/M"
            ),
            Case(
                map(#""ToleratedFailurePercentage":105,"ToleratedFailureCount":-1,"#, processor: distributed),
                schema + "Minimum value is 0 at /States/M/ToleratedFailureCount",
                schema + "Maximum value is 100.0 at /States/M/ToleratedFailurePercentage"),
            Case(
                task(#""TimeoutSeconds":5,"HeartbeatSeconds":5"#),
                schema + "The value of 'HeartbeatSeconds' must be less than that of 'TimeoutSeconds' at "
                    + "/States/T/HeartbeatSeconds"),
            Case(
                task(#""TimeoutSeconds":0,"HeartbeatSeconds":"x""#),
                schema + "Minimum value is 1 at /States/T/TimeoutSeconds",
                schema + "Expected value of type Integer at /States/T/HeartbeatSeconds"),
        ])
    func values(_ tested: Case) { check(tested) }

    private static func wait(_ fields: String) -> String {
        #"{"StartAt":"W","States":{"W":{"Type":"Wait",\#(fields)"End":true}}}"#
    }

    @Test(
        "Wait, Fail, Choice and Parallel",
        arguments: [
            Case(
                wait(""),
                schema
                    + "This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/W"
            ),
            Case(
                wait(#""Seconds":1,"SecondsPath":"$.s","#),
                schema
                    + "There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/W"
            ),
            Case(wait(#""Seconds":"$.s","#), schema + "Expected value of type Integer at /States/W/Seconds"),
            Case(
                wait(#""Timestamp":"2023-02-29T00:00:00Z","#),
                schema + "String does not match RFC3339 timestamp at /States/W/Timestamp"),
            Case(wait(#""Timestamp":"2024-02-29T00:00:00.5+01:00","#)),
            Case(
                #"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","ErrorPath":"$.e","CausePath":"States.Format('{}', $.c)"}}}"#,
                schema + "There should only be one of the following fields: [Error, ErrorPath] at /States/F"),
            Case(
                #"{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[],"End":true}}}"#,
                schema + "Value cannot be empty at /States/P/Branches"),
            Case(
                #"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[]}}}"#,
                schema + "Value cannot be empty at /States/C/Choices",
                "MISSING_END_STATE: Workflow has no terminal state at null"),
            Case(
                #"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true}]}}}"#,
                schema + "These fields are required: [Next] at /States/C/Choices[0]"),
            Case(
                #"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"And":[{"Variable":"$.a","IsNull":true,"Next":"S"}],"#
                    + #""Next":"S"}]},"S":{"Type":"Succeed"}}}"#,
                schema + "Field 'Next' is not supported at /States/C/Choices[0]/And[0]"),
            Case(
                #"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Not":{"Variable":"$.a","StringEquals":5},"Next":"S"},"#
                    + #"{"Next":"S"}]},"S":{"Type":"Succeed"}}}"#,
                schema + "Expected value of type [STRING] at /States/C/Choices[0]/Not/StringEquals",
                schema
                    + "The object must have only one of the following fields, [And, Or, Not, Variable, Condition] at /States/C/Choices[1]"
            ),
            Case(
                #"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"States.ArrayLength($.a)","NumericEquals":0,"#
                    + #""Next":"S"}]},"S":{"Type":"Succeed"}}}"#,
                schema
                    + "Value is not a Reference Path: Reference path didn't start with '$' at /States/C/Choices[0]/Variable"
            ),
            Case(
                #"{"QueryLanguage":"JSONata","StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Condition":true,"Next":"S"},"#
                    + #"{"Condition":"yes","Next":"S"}]},"S":{"Type":"Succeed"}}}"#,
                schema + "Expected value of type [BOOLEAN] or a JSONata expression at /States/C/Choices[1]/Condition"),
        ])
    func states(_ tested: Case) { check(tested) }

    private static func resource(_ text: String) -> String {
        #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(text)","End":true}}}"#
    }

    private static func unknown(_ text: String) -> String {
        schema
            + "The resource provided \(text) is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/T/Resource"
    }

    @Test(
        "Resources",
        arguments: [
            Case(resource("foo:bar"), schema + "Value is not a valid resource ARN at /States/T/Resource"),
            Case(
                #"{"StartAt":"T","States":{"T":{"Type":"Task","End":true}}}"#,
                schema + "These fields are required: [Resource] at /States/T"),
            Case(resource("arn:aws:states:::lambda:invoke.sync"), unknown("arn:aws:states:::lambda:invoke.sync")),
            Case(
                resource("arn:aws:states:::aws-sdk:s3:getObject.sync"),
                unknown("arn:aws:states:::aws-sdk:s3:getObject.sync")),
            Case(
                resource("arn:aws:states:::glue:startJobRun.waitForTaskToken"),
                unknown("arn:aws:states:::glue:startJobRun.waitForTaskToken")),
            Case(
                resource("arn:aws:states:::batch:submitJob.sync:2"), unknown("arn:aws:states:::batch:submitJob.sync:2")),
            Case(resource("arn:aws:states:::states:startExecution.sync:2")),
            Case(resource("arn:aws-cn:states:::aws-sdk:sqs:sendMessage.waitForTaskToken")),
            Case(resource("arn:aws:states:us-east-1:123456789012:aws-sdk:s3:putObject")),
            Case(resource("arn:aws:lambda:us-east-1:123456789012:function:f:live")),
            Case(resource("arn:aws:states:us-east-1:123456789012:activity:a")),
            Case(
                resource("arn:aws:states:::states:startExecution.sync:2"),
                schema + "Express state machine does not support '.sync' service integration at /States/T/Resource",
                type: .express),
            Case(
                resource("arn:aws:states:::sqs:sendMessage.waitForTaskToken"),
                schema
                    + "Express state machine does not support '.waitForTaskToken' service integration at /States/T/Resource",
                type: .express),
            Case(task(#""Parameters":{"FunctionName.$":"$.f","Payload":{"any":1},"InvocationType":"Event"}"#)),
            Case(
                task(#""Parameters":{"functionName":"f","Payload.$":"$"}"#),
                schema + "The field \"functionName\" is not supported by Step Functions at /States/T/Parameters",
                schema + "The field 'FunctionName' is required but was missing at /States/T/Parameters"),
            Case(
                task(#""QueryLanguage":"JSONata","Arguments":{"FunctionName":"f","Function.$":"f"}"#),
                schema + "The field \"Function.$\" is not supported by Step Functions at /States/T/Arguments"),
            Case(task(#""QueryLanguage":"JSONata","Arguments":"{% $states.input %}""#)),
            Case(
                task(#""Credentials":{}"#),
                schema + "The field 'RoleArn' is required but was missing at /States/T/Credentials"),
            Case(task(#""Credentials":{"RoleArn.$":"$.role"}"#)),
            Case(
                task(#""Credentials":{"RoleArn":"arn:aws:iam::1:role/r","Role":1}"#),
                schema + "Field 'Role' is not supported at /States/T/Credentials"),
            Case(
                #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a","#
                    + #""Credentials":{"RoleArn":"arn:aws:iam::1:role/r"},"End":true}}}"#,
                schema + "The field 'Credentials' is not supported for activities at /States/T/Credentials"),
        ])
    func resources(_ tested: Case) { check(tested) }

    @Test(
        "Retry and Catch",
        arguments: [
            Case(
                task(#""Retry":[{"ErrorEquals":["States.ALL"]},{"ErrorEquals":[]},{}]"#),
                schema + "States.ALL must appear alone and at end of list at /States/T/Retry[0]/ErrorEquals",
                schema + "Value cannot be empty at /States/T/Retry[1]/ErrorEquals",
                schema + "These fields are required: [ErrorEquals] at /States/T/Retry[2]"),
            Case(
                task(
                    #""Retry":[{"ErrorEquals":["A","States.ALL"],"BackoffRate":0.5,"MaxDelaySeconds":31622401,"JitterStrategy":"HALF"}]"#
                ),
                schema + "States.ALL must appear alone and at end of list at /States/T/Retry[0]/ErrorEquals",
                schema + "Minimum value is 1.0 at /States/T/Retry[0]/BackoffRate",
                schema + "Maximum value is 31622400 at /States/T/Retry[0]/MaxDelaySeconds",
                schema + "Value should be one of the following: [NONE, FULL] at /States/T/Retry[0]/JitterStrategy"),
            Case(task(#""Retry":[{"Comment":"c","ErrorEquals":["A"],"IntervalSeconds":0,"MaxAttempts":0}]"#)),
            Case(
                task(#""Catch":[{"ErrorEquals":[true]}]"#),
                schema + "These fields are required: [Next] at /States/T/Catch[0]",
                schema + "Expected value of type [STRING] at /States/T/Catch[0]/ErrorEquals[0]"),
        ])
    func recovery(_ tested: Case) { check(tested) }

    @Test(
        "Map states",
        arguments: [
            Case(
                #"{"StartAt":"M","States":{"M":{"Type":"Map","End":true}}}"#,
                schema
                    + "This object should have only one of the following fields: [ItemProcessor, Iterator] at /States/M"
            ),
            Case(
                map("", processor: #""ProcessorConfig":{"Mode":"DISTRIBUTED"},"#),
                schema + "These fields are required: [ExecutionType] at /States/M/ItemProcessor/ProcessorConfig"),
            Case(
                map("", processor: #""ProcessorConfig":{"Mode":"INLINE","ExecutionType":"STANDARD"},"#),
                schema + "Field 'ExecutionType' is not supported at /States/M/ItemProcessor/ProcessorConfig"),
            Case(
                map("", processor: distributed),
                schema
                    + "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines at /States/M/ItemProcessor/ProcessorConfig/Mode",
                type: .express),
            Case(
                map(#""ItemReader":{"Resource":"arn:aws:states:::s3:deleteObject"},"#, processor: distributed),
                schema
                    + "The field 'Resource' does not match any of the allowed values at /States/M/ItemReader/Resource"),
            Case(
                map(
                    #""ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"CSV","MaxItems":100000001}},"#,
                    processor: distributed),
                schema
                    + "The field 'CSVHeaderLocation' is required but was missing at /States/M/ItemReader/ReaderConfig",
                schema + "Maximum value is 100000000 at /States/M/ItemReader/ReaderConfig/MaxItems"),
            Case(
                map(
                    #""ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"GIVEN","MaxItems":1,"MaxItemsPath":"$.n"}},"#,
                    processor: distributed),
                schema + "These fields are required: [CSVHeaders] at /States/M/ItemReader/ReaderConfig",
                schema
                    + "There should only be one of the following fields: [MaxItems, MaxItemsPath] at /States/M/ItemReader/ReaderConfig"
            ),
            Case(
                map(#""ItemBatcher":{"BatchInput":{"a":1}},"#, processor: distributed),
                schema
                    + "There should be at least one of the following fields: [MaxItemsPerBatch, MaxInputBytesPerBatch, "
                    + "MaxItemsPerBatchPath, MaxInputBytesPerBatchPath] at /States/M/ItemBatcher"),
            Case(
                map(#""ResultWriter":{},"#, processor: distributed),
                schema + "These fields are required: [Resource] at /States/M/ResultWriter"),
            Case(
                map(
                    #""ResultWriter":{"WriterConfig":{"Transformation":"FLATTEN","OutputType":"JSONL"}},"#,
                    processor: distributed)),
            Case(
                map(#""Label":"l","#),
                "INEFFECTIVE_FIELD: Field 'Label' has no effect where the Mode of ProcessorConfig is not 'DISTRIBUTED' at /States/M/Label"
            ),
        ])
    func maps(_ tested: Case) { check(tested) }

    @Test(
        "Variables",
        arguments: [
            Case(
                pass(#""Assign":{"states":1}"#),
                "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/X/Assign/states"),
            Case(
                pass(#""Assign":{"a-b":1}"#),
                "INVALID_VARIABLE_NAME: Invalid variable name 'a-b': the variable name contains invalid characters. at /States/X/Assign/a-b"
            ),
            Case(
                #"{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"v.$":"$.v"},"Next":"P"},"P":{"Type":"Parallel","Branches":["#
                    + #"{"StartAt":"B","States":{"B":{"Type":"Pass","Assign":{"v":1},"End":true}}}],"End":true}}}"#,
                "DUPLICATE_VARIABLE_NAME: The variable name 'v' was already defined in a parent scope. at /States/P/Branches[0]/States/B/Assign/v"
            ),
            Case(
                #"{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":["#
                    + #"{"StartAt":"B","States":{"B":{"Type":"Pass","Assign":{"v":1},"End":true}}}],"Assign":{"v":2},"End":true}}}"#
            ),
            Case(
                pass(#""Parameters":{"a.$":"$nowhere.b"}"#),
                "UNDEFINED_VARIABLE: No state sets the variable 'nowhere' at /States/X/Parameters/a.$"),
        ])
    func variables(_ tested: Case) { check(tested) }

    @Test(
        "Values that only look computed",
        arguments: [
            Case(
                pass(#""Result":{"a":["$.b"]}"#),
                "PASS_RESULT_IS_STATIC: The Result of a Pass state is never evaluated; use 'Parameters' for paths and intrinsic functions at /States/X/Result"
            ),
            Case(
                pass(#""Parameters":{"a":"$.b","price":"$5"}"#),
                "NO_DOLLAR: The value of 'a' looks like a JSONPath or an intrinsic function, which is evaluated only in a field named 'a.$' at /States/X/Parameters/a"
            ),
            Case(
                pass(#""QueryLanguage":"JSONata","Output":"{% [$states.input.a][0].b %}""#),
                "UNPORTABLE_JSONATA_EXPRESSION: JSONata's reference implementation finds nothing after '[…][…].'; put the array in parentheses: '([…])[…].' at /States/X/Output"
            ),
            Case(pass(#""QueryLanguage":"JSONata","Output":"{% ([$states.input.a])[0].b %}""#)),
            Case(
                #"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"$.e"}}}"#,
                "NO_PATH: The value of 'Error' looks like a path, which is evaluated only in the field 'ErrorPath' at /States/F/Error"
            ),
        ])
    func warnings(_ tested: Case) { check(tested) }

    @Test(
        "Expressions",
        arguments: [
            Case(
                output(#""{% phone %}""#),
                "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/X/Output"
            ),
            Case(
                output(#"{"a":{"b":["{% aaa + bbb %}"]}}"#),
                "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'aaa' at the top level is not supported. at /States/X/Output/a/b[0]",
                "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'bbb' at the top level is not supported. at /States/X/Output/a/b[0]"
            ),
            Case(
                output(#""{% $.phone %}""#),
                "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$' at the top level is not supported. at /States/X/Output"
            ),
            Case(
                output(#""{% $$ %}""#),
                "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. at /States/X/Output"),
            Case(
                output(#""{% $states.errorOutput %}""#),
                "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/X/Output"),
            Case(
                output(#""{% 1 + %}""#), "INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/X/Output"),
            Case(output(#""{%  %}""#), "INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/X/Output"),
            Case(output(#""{% a[1,2) %}""#), #"INVALID_JSONATA_EXPRESSION: Expected "]", got "," at /States/X/Output"#),
            Case(output(#""{% 1""#), schema + "JSONata string must start with {% and end with %} at /States/X/Output"),
            Case(
                output(
                    #"{"a":"{%$states.input.items[value > 3]%}","b":"{% $map($states.input.a, function($x){ $x.phone }) %}"}"#
                )),
            Case(
                #"{"QueryLanguage":"JSONata","StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","#
                    + #""Arguments":{"FunctionName":"f","Payload":"{% $states.result %}"},"Output":"{% $states.result %}","Catch":[{"ErrorEquals":["A"],"#
                    + #""Output":"{% $states.errorOutput.Error %}","Next":"D"}],"Next":"D"},"D":{"Type":"Succeed"}}}"#,
                "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist. at /States/T/Arguments/Payload"),
            Case(pass(#""Comment":"{% phone %}""#, machine: #""QueryLanguage":"JSONata","#)),
        ])
    func expressions(_ tested: Case) { check(tested) }
}
