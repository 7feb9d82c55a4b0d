import Engine
import Interpreter
import JSON
import StatesLanguage

/// The workflows that the crash test runs, and what each must come to for its number.
enum CrashWorkload: Int, CaseIterable {
    case steps, retries, map, parallel, callback, activity, parent, distributed, variables, stopped, launcher, caught
    case polled, lifted, batched, redriven, redrivenMap

    static let prefix = "arn:aws:states:us-east-1:123456789012:stateMachine:"
    static let activityArn = "arn:aws:states:us-east-1:123456789012:activity:work"

    var name: String { "\(self)" }

    static func of(_ number: Int) -> CrashWorkload { allCases[number % allCases.count] }

    /// `{"v":N}`
    static func input(_ number: Int) -> String { "{\"v\":\(number)}" }

    /// The output that the execution must end with; nil for one that is stopped.
    func output(_ number: Int) -> JSONValue? {
        let v = Int64(number)
        switch self {
        case .steps: return ["v": .integer(v + 2)]
        case .retries: return ["tries": 3, "v": .integer(v)]
        case .map: return .array((0..<7).map { ["v": .integer($0 + 1)] })
        case .parallel: return [["v": .integer(v + 1)], ["v": .integer(v)], ["answer": "yes"]]
        case .callback: return ["answer": "yes"]
        case .activity: return ["v": .integer(v + 1)]
        case .parent: return ["v": .integer(v + 2)]
        case .distributed: return .array((0..<9).map { ["v": .integer($0 + 1)] })
        case .variables: return ["isSame": true, "sum": .integer(v * 3 + 2)]
        case .stopped: return nil
        case .launcher: return ["started": true]
        case .caught: return ["caught": "Test.Always", "v": .integer(v)]
        case .polled: return ["JobRunState": "SUCCEEDED", "v": .integer(v)]
        case .lifted: return ["length": 300_000, "v": .integer(v)]
        case .batched: return ["items": 9, "v": .integer(v)]
        case .redriven: return [["v": .integer(v + 1)], ["redrives": 1]]
        case .redrivenMap: return .array((0..<9).map { ["first": .integer($0 + 1), "redrives": $0 == 4 ? 1 : 0] })
        }
    }

    /// Whether it fails until it is redriven.
    var needsRedrive: Bool { self == .redriven || self == .redrivenMap }

    /// Retries that its history must show, with the seconds before each.
    var retryDelaysSeconds: [Int64] { self == .retries ? [1, 1] : self == .caught ? [1] : [] }

    var definition: String {
        switch self {
        case .steps:
            #"""
            {"StartAt":"First","States":{
            "First":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:add","Next":"Pause"},
            "Pause":{"Type":"Wait","Seconds":1,"Next":"Second"},
            "Second":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","OutputPath":"$.Payload",
            "Parameters":{"FunctionName":"add","Payload.$":"$"},"Next":"Check"},
            "Check":{"Type":"Choice","Choices":[{"Variable":"$.v","IsNumeric":true,"Next":"Done"}]},
            "Done":{"Type":"Succeed"}}}
            """#
        case .retries:
            #"""
            {"StartAt":"Try","States":{"Try":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
            "Parameters":{"FunctionName":"third","Payload":{"v.$":"$.v","tried.$":"$$.State.RetryCount"}},
            "OutputPath":"$.Payload",
            "Retry":[{"ErrorEquals":["Test.Sometimes"],"IntervalSeconds":1,"BackoffRate":1.0,"MaxAttempts":3}],
            "End":true}}}
            """#
        case .map:
            #"""
            {"StartAt":"Items","States":{"Items":{"Type":"Pass","Result":[0,1,2,3,4,5,6],"Next":"Each"},
            "Each":{"Type":"Map","MaxConcurrency":3,"ItemSelector":{"v.$":"$$.Map.Item.Value"},
            "ItemProcessor":{"StartAt":"Add","States":{
            "Add":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:add","Next":"Keep"},
            "Keep":{"Type":"Pass","End":true}}},"End":true}}}
            """#
        case .parallel:
            #"""
            {"StartAt":"All","States":{"All":{"Type":"Parallel","End":true,"Branches":[
            {"StartAt":"Add","States":{"Add":{"Type":"Task",
            "Resource":"arn:aws:lambda:us-east-1:123456789012:function:add","End":true}}},
            {"StartAt":"Pause","States":{"Pause":{"Type":"Wait","Seconds":1,"End":true}}},
            {"StartAt":"Ask","States":{"Ask":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters":{"FunctionName":"ask","Payload":{"token.$":"$$.Task.Token"}},"End":true}}}]}}}
            """#
        case .callback:
            #"""
            {"StartAt":"Ask","States":{"Ask":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",
            "TimeoutSeconds":600,
            "Parameters":{"FunctionName":"ask","Payload":{"token.$":"$$.Task.Token"}},"Next":"Pause"},
            "Pause":{"Type":"Wait","Seconds":1,"End":true}}}
            """#
        case .activity:
            #"""
            {"StartAt":"Work","States":{"Work":{"Type":"Task",
            "Resource":"arn:aws:states:us-east-1:123456789012:activity:work","TimeoutSeconds":2,
            "Retry":[{"ErrorEquals":["States.Timeout"],"IntervalSeconds":1,"MaxAttempts":1000,"BackoffRate":1.0}],
            "End":true}}}
            """#
        case .parent:
            #"""
            {"StartAt":"Child","States":{"Child":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
            "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:steps","Input.$":"$"},
            "OutputPath":"$.Output","End":true}}}
            """#
        case .distributed:
            #"""
            {"StartAt":"Items","States":{"Items":{"Type":"Pass","Result":[0,1,2,3,4,5,6,7,8],"Next":"Each"},
            "Each":{"Type":"Map","MaxConcurrency":4,"ItemSelector":{"v.$":"$$.Map.Item.Value"},"Label":"Each",
            "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
            "StartAt":"Add","States":{
            "Add":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:add","Next":"Keep"},
            "Keep":{"Type":"Pass","End":true}}},"End":true}}}
            """#
        case .variables:
            #"""
            {"QueryLanguage":"JSONata","StartAt":"Set","States":{
            "Set":{"Type":"Pass","Assign":{"v":"{% $states.input.v %}","id":"{% $uuid() %}","until":"{% $fromMillis($millis() + 900) %}"},
            "Output":{"id":"{% $uuid() %}"},"Next":"Two"},
            "Two":{"Type":"Parallel","Branches":[
            {"StartAt":"Later","States":{"Later":{"Type":"Wait","Timestamp":"{% $fromMillis($millis() + 700) %}","End":true}}},
            {"StartAt":"Add","States":{"Add":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
            "Arguments":{"FunctionName":"add","Payload":{"v":"{% $v * 2 %}"}},"Output":"{% $states.result.Payload %}",
            "Next":"More"},"More":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
            "Arguments":{"FunctionName":"add","Payload":{"v":"{% $v + $states.input.v %}"}},
            "Output":"{% $states.result.Payload %}","End":true}}}],
            "Assign":{"sum":"{% $states.result[1].v %}"},"Next":"Until"},
            "Until":{"Type":"Wait","Timestamp":"{% $until %}","Next":"Done"},
            "Done":{"Type":"Succeed","Output":{"isSame":"{% $length($id) = 36 %}","sum":"{% $sum %}"}}}}
            """#
        case .stopped:
            #"""
            {"StartAt":"Both","States":{"Both":{"Type":"Parallel","End":true,"Branches":[
            {"StartAt":"Pause","States":{"Pause":{"Type":"Wait","Seconds":100000,"End":true}}},
            {"StartAt":"Add","States":{"Add":{"Type":"Task",
            "Resource":"arn:aws:lambda:us-east-1:123456789012:function:add","End":true}}}]}}}
            """#
        case .launcher:
            #"""
            {"StartAt":"Start","States":{"Start":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution",
            "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:map",
            "Name.$":"States.Format('launched-{}', $.v)","Input.$":"$"},
            "Next":"Done"},"Done":{"Type":"Pass","Result":{"started":true},"End":true}}}
            """#
        case .caught:
            #"""
            {"StartAt":"Try","States":{"Try":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
            "Parameters":{"FunctionName":"never","Payload.$":"$"},
            "Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,"MaxAttempts":1}],
            "Catch":[{"ErrorEquals":["Test.Always"],"ResultPath":"$.error","Next":"Done"}],"End":true},
            "Done":{"Type":"Pass","Parameters":{"caught.$":"$.error.Error","v.$":"$.v"},"End":true}}}
            """#
        case .polled:
            #"""
            {"StartAt":"Job","States":{"Job":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync",
            "Parameters":{"JobName":"job","Arguments":{"--v.$":"$.v"}},"End":true}}}
            """#
        case .lifted:
            #"""
            {"QueryLanguage":"JSONata","StartAt":"Long","States":{
            "Long":{"Type":"Pass","Output":{"v":"{% $states.input.v %}","text":"{% $pad('', 300000, 'x') %}"},"Next":"Pause"},
            "Pause":{"Type":"Wait","Seconds":1,"Next":"Add"},
            "Add":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
            "Arguments":{"FunctionName":"add","Payload":"{% $states.input %}"},"Output":"{% $states.input %}","Next":"Done"},
            "Done":{"Type":"Succeed",
            "Output":{"v":"{% $states.input.v %}","length":"{% $length($states.input.text) %}"}}}}
            """#
        case .batched:
            #"""
            {"QueryLanguage":"JSONata","StartAt":"Each","States":{
            "Each":{"Type":"Map","MaxConcurrency":2,"Label":"Each","Assign":{"written":"{% $states.result.ResultWriterDetails %}"},
            "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSONL"},
            "Arguments":{"Bucket":"items","Key":"items.jsonl"}},
            "ItemBatcher":{"MaxItemsPerBatch":2},
            "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
            "StartAt":"Add","States":{"Add":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
            "Arguments":{"FunctionName":"add","Payload":{"v":"{% $states.input.Items[0].v %}"}},
            "Output":{"items":"{% $states.input.Items %}"},"End":true}}},
            "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject",
            "Arguments":{"Bucket":"results","Prefix":"{% 'run-' & $states.input.v %}"}},
            "Output":"{% $states.input %}","Next":"Manifest"},
            "Manifest":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:getObject",
            "Arguments":{"Bucket":"{% $written.Bucket %}","Key":"{% $written.Key %}"},
            "Output":"{% {'items': $states.result.items, 'v': $states.input.v} %}","End":true}}}
            """#
        case .redriven:
            #"""
            {"StartAt":"All","States":{"All":{"Type":"Parallel","End":true,"Branches":[
            {"StartAt":"Add","States":{"Add":{"Type":"Task",
            "Resource":"arn:aws:lambda:us-east-1:123456789012:function:add","End":true}}},
            {"StartAt":"Before","States":{
            "Before":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:add","Next":"Pause"},
            "Pause":{"Type":"Wait","Seconds":1,"Next":"Second"},
            "Second":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","OutputPath":"$.Payload",
            "Parameters":{"FunctionName":"later","Payload":{"redrives.$":"$$.Execution.RedriveCount"}},"End":true}}}]}}}
            """#
        case .redrivenMap:
            #"""
            {"StartAt":"Items","States":{"Items":{"Type":"Pass","Result":[0,1,2,3,4,5,6,7,8],"Next":"Each"},
            "Each":{"Type":"Map","MaxConcurrency":4,"ItemSelector":{"v.$":"$$.Map.Item.Value"},"Label":"Each",
            "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
            "StartAt":"Add","States":{
            "Add":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:add","ResultPath":"$.added",
            "Next":"Is it the one?"},
            "Is it the one?":{"Type":"Choice","Default":"Done",
            "Choices":[{"Variable":"$.v","NumericEquals":4,"Next":"Later"}]},
            "Later":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","ResultPath":"$.later",
            "Parameters":{"FunctionName":"later","Payload":{"redrives.$":"$$.Execution.RedriveCount"}},"Next":"Seen"},
            "Seen":{"Type":"Pass","Parameters":{"first.$":"$.added.v","redrives":1},"End":true},
            "Done":{"Type":"Pass","Parameters":{"first.$":"$.added.v","redrives":0},"End":true}}},"End":true}}}
            """#
        }
    }
}
