import Engine
import Foundation
import Interpreter
import JSON
import Journal
import Replay
import StatesLanguage
import Tasks
import Testing
import Threads

/// Answers with the request; fails what asks for it, once.
private struct EchoTasks: TaskHandler {
    func start(_ attempt: Tasks.TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
        report(.succeeded(output: attempt.parameters))
        return .none
    }
}

private struct OneMachine: MachineDirectory {
    let resolved: ResolvedMachine

    func machine(arn: String) throws(MachineLookupError) -> ResolvedMachine { resolved }
    func activityExists(arn: String) -> Bool { true }
}

/// Executions that an engine really ran, in a journal.
private func journaled(_ definition: String, inputs: [String]) throws -> (InMemoryJournal, [ExecutionRecord]) {
    let arn = "arn:aws:states:us-east-1:123456789012:stateMachine:m"
    let machine = try #require(DefinitionCompiler().compile(definition).machine)
    let resolved = ResolvedMachine(
        stateMachineArn: arn, name: "m", roleArn: "arn:aws:iam::123456789012:role/r", definition: definition,
        machine: machine, isExpress: false)
    let journal = InMemoryJournal()
    let engine = try Engine(
        EngineConfiguration(
            journal: journal, tasks: EchoTasks(), machines: OneMachine(resolved: resolved),
            clock: { SystemClock.milliseconds() }, randomSeed: { 7 }))
    var records: [ExecutionRecord] = []
    for (index, input) in inputs.enumerated() {
        let mailbox = Mailbox<Result<FinishedExecution, ServiceError>>()
        engine.startAndWait(
            StartRequest(machine: resolved, name: "e\(index)", input: try Payload(parsing: input)),
            completion: { _ = mailbox.send($0) })
        guard case .elements(let results) = mailbox.receive() else { continue }
        let finished = try #require(results.first).get()
        records.append(try #require(journal.execution(arn: finished.executionArn)))
    }
    engine.shutdown()
    return (journal, records)
}

private let order = #"""
    {"StartAt":"Price","States":{
      "Price":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:price","Next":"Check"},
      "Check":{"Type":"Choice","Choices":[{"Variable":"$.total","NumericGreaterThan":100,"Next":"Review"}],"Default":"Each"},
      "Review":{"Type":"Fail","Error":"TooMuch"},
      "Each":{"Type":"Map","ItemsPath":"$.items","MaxConcurrency":2,"ItemProcessor":{"StartAt":"Pack","States":{
        "Pack":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:pack","End":true}}},"Next":"Both"},
      "Both":{"Type":"Parallel","Branches":[
        {"StartAt":"L","States":{"L":{"Type":"Pass","Parameters":{"id.$":"States.UUID()"},"End":true}}},
        {"StartAt":"R","States":{"R":{"Type":"Wait","Seconds":0,"End":true}}}],"End":true}}}
    """#

@Suite struct JournalReplayTests {
    @Test func whatAnEngineRanReplaysToTheSameBytes() throws {
        let (journal, records) = try journaled(
            order, inputs: [#"{"total": 5, "items": [1,2,3,4,5]}"#, #"{"total": 500, "items": []}"#])
        var replayer = Replayer(definition: nil)
        for record in records { replayer.replay(record, in: journal) }
        #expect(replayer.results.count == records.count)
        for result in replayer.results { #expect(result.isGood, "\(result.text)") }
    }

    @Test func followingChainsAgreesWithReplayingInOrder() throws {
        let (journal, records) = try journaled(order, inputs: [#"{"total": 5, "items": [1,2,3,4,5]}"#])
        var recording = try Recording(records[0], in: journal)
        recording.order = .foreign
        var machines = MachineCache()
        let difference = try recording.reproduce(by: machines.machine(order))
        #expect(difference == nil, "\(difference?.text ?? "")")
    }

    @Test func aChangedLineOfTheDefinitionIsFoundInItsEvent() throws {
        let (journal, records) = try journaled(order, inputs: [#"{"total": 50, "items": [1]}"#])
        let changed = order.replacing("NumericGreaterThan\":100", with: "NumericGreaterThan\":10")
        var replayer = Replayer(definition: changed)
        replayer.replay(records[0], in: journal)
        guard case .redefined(let run, isAccepted: false) = replayer.results[0].verdict else {
            Issue.record("\(replayer.results[0].text)")
            return
        }
        let difference = try #require(run.difference)
        #expect(difference.path == ["Price", "Check"])
        #expect(difference.recordedText == "enters 'Each'")
        #expect(difference.computedText == "enters 'Review'")
        #expect(difference.recorded?.type == .mapStateEntered)
    }

    private static let mutations: [(line: String, changed: String, type: HistoryEventType, state: String)] = [
        ("function:price", "function:quote", .lambdaFunctionScheduled, "Price"),
        (#"GreaterThan":100"#, #"GreaterThan":10"#, .mapStateEntered, "Each"),
        (#""$.items""#, #""$.others""#, .mapStateStarted, "Each"),
        ("function:pack", "function:wrap", .lambdaFunctionScheduled, "Pack"),
        (#""Parameters":{"id.$":"States.UUID()"}"#, #""Result":1"#, .passStateExited, "L"),
        (#""Next":"Both""#, #""ResultPath":"$.packed","Next":"Both""#, .mapStateExited, "Each"),
        (
            #""StartAt":"Pack","States":{"#, #""StartAt":"Pre","States":{"Pre":{"Type":"Pass","Next":"Pack"},"#,
            .taskStateEntered, "Pack"
        ),
    ]

    /// One changed line of a definition; the first difference names the event that comes out otherwise.
    @Test(arguments: mutations)
    func everyChangedLineIsFoundInItsEvent(
        line: String, changed: String, type: HistoryEventType, state: String
    ) throws {
        let (journal, records) = try journaled(order, inputs: [#"{"total": 50, "items": [1], "others": [1, 2]}"#])
        let recording = try Recording(records[0], in: journal)
        #expect(order.contains(line))
        var machines = MachineCache()
        let found = try recording.reproduce(by: machines.machine(order.replacing(line, with: changed)))
        let difference = try #require(found)
        #expect(difference.stateName == state, "\(difference.text)")
        #expect((difference.recorded ?? difference.computed)?.type == type, "\(difference.text)")
        // Everything before that event is the same under both definitions.
        var past = recording
        past.events = Array(recording.events.prefix(Int(difference.eventID) - 1))
        past.lines = Array(recording.lines.prefix(past.events.count))
        let before = try past.reproduce(by: machines.machine(order.replacing(line, with: changed)))
        #expect(before == nil, "\(before?.text ?? "")")
    }

    @Test func theSameDefinitionIsAcceptedWhateverHappened() throws {
        let (journal, records) = try journaled(
            order, inputs: [#"{"total": 50, "items": [1, 2]}"#, #"{"total": 500, "items": []}"#])
        for record in records {
            let recording = try Recording(record, in: journal)
            for count in recording.events.indices {
                var part = recording
                part.events = Array(recording.events.prefix(count + 1))
                part.lines = Array(recording.lines.prefix(count + 1))
                var replayer = Replayer(definition: order)
                replayer.replay(part)
                #expect(replayer.results[0].isGood, "\(replayer.results[0].text)")
            }
        }
    }

    @Test func aDivergentRunGoesOnWithMocks() throws {
        let (journal, records) = try journaled(order, inputs: [#"{"total": 50, "items": [1]}"#])
        let changed = order.replacing("function:pack", with: "function:wrap")
        let mocks = Script(answers: ["Pack": MockedAnswers([Mock(.returned("wrapped"))])])
        var replayer = Replayer(definition: changed, mode: .divergent, mocks: mocks)
        replayer.replay(records[0], in: journal)
        guard case .redefined(let run, _) = replayer.results[0].verdict else {
            Issue.record("\(replayer.results[0].text)")
            return
        }
        #expect(run.run.status == "SUCCEEDED")
        #expect(run.difference?.recorded?.type == .lambdaFunctionScheduled)
    }

    @Test func whatIsRedactedIsBlankedWhereverItWent() throws {
        let text = #"""
            {"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"copy.$":"$.card.number",
              "note.$":"States.Format('Card {} of {}', $.card.number, $.name)","pin.$":"$.card.pin"},"End":true}}}
            """#
        let (journal, records) = try journaled(
            text, inputs: [#"{"card": {"number": "4711-0815", "pin": 12}, "name": "Ada"}"#])
        let recording = try Recording(records[0], in: journal)
        let file = try RunFile.text([recording], redactions: ["$.card.number", "$..pin"])
        #expect(!file.contains("4711"))
        #expect(file.contains("Card [redacted] of Ada"))
        var replayer = Replayer(definition: nil)
        for recording in try RunFile.recordings(JSONValue(parsing: file)) { replayer.replay(recording) }
        #expect(replayer.results.filter { !$0.isGood }.map(\.text) == [])
        #expect(throws: RecordingError.self) { try RunFile.text([recording], redactions: ["card"]) }
    }

    /// In copies, names of members, quoted JSON, the definition and the name of the execution.
    @Test func nothingOfWhatIsRedactedIsLeft() throws {
        let secret = #"4711-"08"15"#
        let quoted = JSONValue.string(secret).text
        let text = #"""
            {"StartAt":"Check","States":{
              "Check":{"Type":"Choice","Choices":[{"Variable":"$.card","StringEquals":\#(quoted),"Next":"Known"}],"Default":"No"},
              "Known":{"Type":"Pass","Parameters":{"all.$":"States.JsonToString($)","by.$":"States.Format('{}!', $.card)"},
                "ResultPath":"$.copies","Next":"Tell"},
              "Tell":{"Type":"Fail","Error":"Told","CausePath":"States.Format('No: {}', $.copies.all)"},
              "No":{"Type":"Succeed"}}}
            """#
        let (journal, records) = try journaled(text, inputs: [#"{"card": \#(quoted), "seen": {\#(quoted): 1}}"#])
        let recording = try Recording(records[0], in: journal)
        #expect(recording.status == "FAILED")
        let file = try RunFile.text([recording], redactions: ["$.card"])
        #expect(!file.contains("4711"))
        var replayer = Replayer(definition: nil)
        for recording in try RunFile.recordings(JSONValue(parsing: file)) { replayer.replay(recording) }
        #expect(replayer.results.filter { !$0.isGood }.map(\.text) == [])
    }

    @Test func aRenamedStateIsToleratedButNotStrictlyTheSame() throws {
        let (journal, records) = try journaled(order, inputs: [#"{"total": 50, "items": [1]}"#])
        let renamed = order.replacing("\"Price\"", with: "\"Quote\"")
        let recording = try Recording(records[0], in: journal)
        var machines = MachineCache()
        let machine = try machines.machine(renamed)
        let own = try machines.machine(recording.definition)
        let strict = try recording.redefine(own, as: machine, mode: .strict)
        let tolerant = try recording.redefine(own, as: machine, mode: .tolerant)
        #expect(!strict.isAccepted(in: .strict))
        #expect(tolerant.isAccepted(in: .tolerant))
        #expect(tolerant.run.status == "SUCCEEDED")
        #expect(tolerant.unusedCalls.isEmpty)
    }

    @Test func aChangedEventIsShownWithBothSides() throws {
        let (journal, records) = try journaled(order, inputs: [#"{"total": 50, "items": [1]}"#])
        var recording = try Recording(records[0], in: journal)
        recording.definition = order.replacing("function:pack", with: "function:wrap")
        var machines = MachineCache()
        let found = try recording.reproduce(by: machines.machine(recording.definition))
        let difference = try #require(found)
        #expect(difference.stateName == "Pack")
        #expect(difference.fields.map(\.path) == ["/lambdaFunctionScheduledEventDetails/resource"])
        #expect(difference.likelyCause.contains("state 'Pack' asks its resource for something else"))
    }

    @Test func aRunFileReplaysElsewhere() throws {
        let (journal, records) = try journaled(
            order, inputs: [#"{"total": 50, "items": [1], "card": {"number": "4711"}}"#])
        let recording = try Recording(records[0], in: journal)
        let text = try RunFile.text([recording], redactions: ["$.card.number"])
        #expect(!text.contains("4711"))
        let read = try #require(try RunFile.recordings(JSONValue(parsing: text)).first)
        var machines = MachineCache()
        let difference = try read.reproduce(by: machines.machine(read.definition))
        #expect(difference == nil, "\(difference?.text ?? "")")
    }

    @Test func aForkKeepsThePastAndReplays() throws {
        let (journal, records) = try journaled(order, inputs: [#"{"total": 50, "items": [1]}"#])
        let recording = try Recording(records[0], in: journal)
        let answered = try #require(recording.events.first { $0.type == .lambdaFunctionSucceeded })
        let fork = try Fork(
            records[0], recording, at: answered.id, changes: [("$.total", 700)], id: journal.nextExecutionID(),
            name: "f", seed: 8, nowMilliseconds: 1_800_000_000_000)
        try journal.commitAndWait(fork.writes)
        let past = try Recording(#require(journal.execution(arn: fork.record.arn)), in: journal)
        #expect(past.events.map(\.type) == recording.events.prefix(Int(answered.id)).map(\.type))
        #expect(past.events.last?.timestampMilliseconds == 1_800_000_000_000)
        let execution = Execution(
            header: past.header, machine: try #require(DefinitionCompiler().compile(past.definition).machine))
        try execution.replay(past.events)
        execution.run()
        #expect(execution.takeEvents().last?.type == .executionFailed)
    }

    /// Runs of earlier releases must replay under the rules of their time.
    @Test func runsOfEveryReleaseReplay() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures").path
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".run.json") }
        #expect(!names.isEmpty)
        for name in names {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
            var replayer = Replayer(definition: nil)
            for recording in try RunFile.recordings(JSONValue(parsing: Array(data))) { replayer.replay(recording) }
            for result in replayer.results { #expect(result.isGood, "\(name): \(result.text)") }
        }
    }

    @Test func aThousandExecutionsOfFiftyEventsReplayQuickly() throws {
        let states = (0..<24).map { #""S\#($0)":{"Type":"Pass","Next":"S\#($0 + 1)"}"# }.joined(separator: ",")
        let chain = #"{"StartAt":"S0","States":{\#(states),"S24":{"Type":"Succeed"}}}"#
        let (journal, records) = try journaled(
            chain, inputs: (0..<1_000).map { #"{"number": \#($0), "name": "a customer of some length"}"# })
        let start = ContinuousClock.now
        var replayer = Replayer(definition: nil)
        for record in records { replayer.replay(record, in: journal) }
        let duration = ContinuousClock.now - start
        print("1,000 executions of \(records[0].lastEventID) events replayed in \(duration)")
        #expect(replayer.results.filter { !$0.isGood }.map(\.text) == [])
    }
}
