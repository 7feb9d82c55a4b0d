import Foundation
import JSON
import Journal
import Replay
import Testing

/// Journals of every release, as its `baton` wrote them: later ones open them, replay them and go on with them.
///
/// With `BATON_UPDATE_GOLDENS=1` those of this release are written anew, and the test fails, so that nobody forgets to look.
@Suite struct JournalFixtureTests {
    private static let folder = Program.repository.appending(path: "Tests/EndToEndTests/Fixtures/journals")

    @Test func thisReleaseHasOneForEachFeature() throws {
        let version = try Program.run("--version", in: Program.repository).output.split(separator: "\n").first.map(
            String.init)
        let folder = Self.folder.appending(path: try #require(version))
        for feature in JournaledFeature.allCases {
            let file = folder.appending(path: "\(feature.rawValue).sqlite")
            if ProcessInfo.processInfo.environment["BATON_UPDATE_GOLDENS"] != nil {
                try feature.write(to: file)
                Issue.record("\(file.lastPathComponent) was written: look at it, then run again")
            }
            #expect(FileManager.default.fileExists(atPath: file.path), "run with BATON_UPDATE_GOLDENS=1")
        }
    }

    @Test func journalsOfEveryReleaseReplay() throws {
        let files =
            FileManager.default.enumerator(at: Self.folder, includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "sqlite" } ?? []
        #expect(!files.isEmpty)
        for file in files {
            try withFolder { folder in
                let copy = folder.appending(path: "journal.sqlite")
                try FileManager.default.copyItem(at: file, to: copy)
                let place = "\(file.deletingLastPathComponent().lastPathComponent)/\(file.lastPathComponent)"
                let environment = ["BATON_JOURNAL": copy.path]
                let replayed = try Program.run("replay", "--all", in: folder, environment: environment)
                #expect(replayed.status == 0, "\(place): \(replayed.output)\(replayed.errors)")
                #expect(!replayed.output.hasPrefix("0 of"), "\(place): \(replayed.output)")
                // What was under way when the journal was written goes on; withFolder replays it with all of the rest.
                let resumed = try Program.run("resume", "--quiet", in: folder, environment: environment)
                #expect(resumed.status == 0, "\(place): \(resumed.errors)")
            }
        }
    }
}

/// What a journal of a release shows.
private enum JournaledFeature: String, CaseIterable {
    case agent, callbacks, fork, nested, parallel, redrive, retries, waits
    case mapRun = "map-run"

    /// Runs it, and keeps the journal.
    func write(to file: URL) throws {
        try withFolder { folder in
            try FileManager.default.copyItem(
                at: Program.repository.appending(path: "workflows"), to: folder.appending(path: "workflows"))
            try Data(definition.utf8).write(to: folder.appending(path: "flow.asl.yaml"))
            try run(in: folder)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try? FileManager.default.removeItem(at: file)
            try baton("backup", file.path, in: folder)
        }
    }

    private func run(in folder: URL) throws {
        switch self {
        case .agent:
            try baton("run", "workflows/ask/ask.asl.yaml", "--input-file", "workflows/ask/input.json", in: folder)
        case .nested:
            let name = "workflows/customer-onboarding"
            try baton("run", "\(name)/customer-onboarding.asl.yaml", "--input-file", "\(name)/input.json", in: folder)
        case .callbacks: try answered(in: folder)
        case .fork:
            try baton("run", "flow.asl.yaml", "--name", "origin", "--input", #"{"n": 1}"#, in: folder)
            try baton("fork", "origin", "--at", "1", "--set", "$.n=2", "--name", "copy", "--quiet", in: folder)
            try baton("fork", "copy", "--at", "3", "--quiet", in: folder)
        case .redrive:
            try Program.run("run", "flow.asl.yaml", "--name", "again", in: folder, environment: environment(folder))
            let function = folder.appending(path: "functions/work")
            try FileManager.default.createDirectory(at: function, withIntermediateDirectories: true)
            try Data("def handler(event, context):\n    return \"done\"\n".utf8)
                .write(to: function.appending(path: "handler.py"))
            try baton("redrive", "again", "--quiet", in: folder)
        case .waits:
            try baton("run", "flow.asl.yaml", "--name", "over", "--input", #"{"s": 1}"#, in: folder)
            let program = try Program.Running(
                [Program.path, "run", "flow.asl.yaml", "--name", "open", "--input", #"{"s": 5}"#], in: folder,
                environment: environment(folder))
            _ = try eventually {
                try Program.run("list", in: folder, environment: environment(folder)).output.contains("RUNNING")
            }
            program.crash()
            _ = program.wait()
        case .mapRun, .retries: try baton("run", "flow.asl.yaml", in: folder)
        case .parallel: try baton("run", "flow.asl.yaml", "--input", #"{"items": [1, 2, 3]}"#, in: folder)
        }
    }

    private func answered(in folder: URL) throws {
        let name = "workflows/expense-approval"
        let program = try Program.Running(
            [Program.path, "run", "\(name)/expense-approval.asl.yaml", "--input-file", "\(name)/input.json"],
            in: folder, environment: environment(folder))
        _ = try eventually {
            let list = try Program.run("answer", "--json", in: folder, environment: environment(folder)).output
            return (try? JSONValue(parsing: list)["tasks"]?.array?.count) == 1
        }
        try baton("answer", "-", "--output", #"{"approved": true}"#, in: folder)
        #expect(program.wait().status == 0)
    }

    private func environment(_ folder: URL) -> [String: String] {
        ["BATON_JOURNAL": folder.appending(path: "made.sqlite").path]
    }

    private func baton(_ arguments: String..., in folder: URL) throws {
        let result = try Program.Running([Program.path] + arguments, in: folder, environment: environment(folder))
            .wait()
        #expect(result.status == 0, "\(rawValue): \(arguments): \(result.errors)")
    }

    private var definition: String {
        switch self {
        case .agent, .callbacks, .nested: ""
        case .fork:
            """
            QueryLanguage: JSONata
            StartAt: Name
            States:
              Name: {Type: Pass, Output: {id: "{% $uuid() %}", n: "{% $states.input.n %}"}, Next: Rest}
              Rest: {Type: Wait, Seconds: 1, Next: Draw}
              Draw: {Type: Pass, Output: "{% $random() %}", End: true}
            """
        case .mapRun:
            """
            QueryLanguage: JSONata
            StartAt: Each
            States:
              Each:
                Type: Map
                Items: [1, 2, 3, 4, 5]
                ItemBatcher: {MaxItemsPerBatch: 2}
                ItemProcessor:
                  ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
                  StartAt: Sum
                  States:
                    Sum: {Type: Pass, Output: "{% $sum($states.input.Items) %}", End: true}
                End: true
            """
        case .parallel:
            """
            StartAt: Both
            States:
              Both:
                Type: Parallel
                Branches:
                  - StartAt: Each
                    States:
                      Each:
                        Type: Map
                        MaxConcurrency: 2
                        ItemsPath: $.items
                        ItemProcessor: {StartAt: Id, States: {Id: {Type: Pass, Parameters: {id.$: States.UUID()}, End: true}}}
                        End: true
                  - StartAt: Rest
                    States: {Rest: {Type: Wait, Seconds: 1, End: true}}
                Catch: [{ErrorEquals: [States.ALL], Next: Sorry}]
                End: true
              Sorry: {Type: Pass, End: true}
            """
        case .redrive:
            """
            StartAt: Before
            States:
              Before: {Type: Pass, Next: Work}
              Work:
                Type: Task
                Resource: arn:aws:states:::lambda:invoke
                Parameters: {FunctionName: work, Payload: {}}
                ResultSelector: {result.$: $.Payload}
                End: true
            """
        case .retries:
            """
            StartAt: Work
            States:
              Work:
                Type: Task
                Resource: arn:aws:states:::lambda:invoke
                Parameters: {FunctionName: missing, Payload: {}}
                Retry: [{ErrorEquals: [States.ALL], IntervalSeconds: 1, MaxAttempts: 2, JitterStrategy: FULL}]
                Catch: [{ErrorEquals: [States.ALL], ResultPath: $.error, Next: Sorry}]
                End: true
              Sorry: {Type: Pass, End: true}
            """
        case .waits:
            """
            StartAt: Until
            TimeoutSeconds: 60
            States:
              Until: {Type: Wait, Timestamp: "2026-01-01T00:00:00Z", Next: Some}
              Some: {Type: Wait, SecondsPath: $.s, End: true}
            """
        }
    }
}
