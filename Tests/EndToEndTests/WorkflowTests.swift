import Foundation
import JSON
import Testing

/// The examples in `workflows/`, each with what its `expect.json` says.
@Suite struct WorkflowTests {
    private static let folder = Program.repository.appending(path: "workflows")
    private static let names: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: "\(folder.path)/\($0)/expect.json") }.sorted()
    }()

    @Test func thereAreExamples() { #expect(Self.names.count >= 8) }

    @Test(arguments: names) func doesWhatItSays(name: String) throws {
        try withFolder { temporary in
            let folder = temporary.appending(path: name)
            try FileManager.default.copyItem(at: Self.folder.appending(path: name), to: folder)
            let expected = try JSONValue(parsing: Array(Data(contentsOf: folder.appending(path: "expect.json"))))
            if let setUp = expected["setup"]?.array?.compactMap(\.string) {
                let result = try Program.Running(["/usr/bin/env"] + setUp, in: folder).wait()
                #expect(result.status == 0, "\(result.errors)")
            }
            let service = try expected["service"].map { try Service($0, in: folder) }
            defer { service?.stop() }
            var environment = ["BATON_JOURNAL": "\(temporary.path)/journal.sqlite"]
            for (name, value) in expected["environment"]?.object ?? [:] { environment[name] = value.string }
            let definition = try #require(
                FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasPrefix("\(name).asl.") })
            let validation = try Program.run("validate", definition, in: folder)
            #expect(validation.status == 0, "\(validation.output)")
            for example in expected["cases"]?.array ?? [] {
                let arguments = [Program.path, "run", definition, "--input-file", example["input"]?.string ?? ""]
                let program = try Program.Running(
                    arguments + (service?.options ?? []), in: folder, environment: environment)
                try help(program, example, folder, environment)
                check(program.wait(), example, name)
                try checkStates(example, folder, environment)
                try checkRecording(folder, environment)
            }
            try checkReplays(folder, environment)
        }
    }

    /// Does what the workflow waits for.
    private func help(
        _ program: Program.Running, _ example: JSONValue, _ folder: URL, _ environment: [String: String]
    ) throws {
        for answer in example["answers"]?.array ?? [] {
            let isThere = try eventually {
                let list = try Program.run("answer", "--json", in: folder, environment: environment).output
                return (try? JSONValue(parsing: list)["tasks"]?.array?.count) == 1
            }
            #expect(isThere, "no task came that waits for an answer")
            let output = answer["output"]?.text ?? "null"
            let result = try Program.run("answer", "-", "--output", output, in: folder, environment: environment)
            #expect(result.status == 0, "\(result.errors)")
        }
        guard let worker = example["worker"] else { return }
        let isThere = try eventually {
            try Program.run("list", in: folder, environment: environment).output.contains("RUNNING")
        }
        #expect(isThere)
        let result = try Program.run(
            "activity", worker["activity"]?.string ?? "", "--command", worker["command"]?.string ?? "", "--tasks",
            "\(worker["tasks"]?.integer ?? 1)", in: folder, environment: environment)
        #expect(result.status == 0, "\(result.errors)")
    }

    private func check(_ result: Program.Result, _ example: JSONValue, _ name: String) {
        guard let error = example["error"]?.string else {
            #expect(result.status == 0, "\(result.errors)")
            var output = try? JSONValue(parsing: result.output)
            for field in example["except"]?.array ?? [] {
                guard case .object(var object)? = output else { continue }
                object[field.string ?? ""] = nil
                output = .object(object)
            }
            #expect(output == example["output"])
            return
        }
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("failed: \(error)"))
        if let cause = example["cause"]?.string { #expect(result.errors.contains(cause)) }
    }

    /// What just happened is a test that passes at once.
    private func checkRecording(_ folder: URL, _ environment: [String: String]) throws {
        let recorded = try Program.run("record", "last", "recorded.test.yaml", in: folder, environment: environment)
        // The last execution may be an Express one, which has no history.
        guard !recorded.errors.contains("Express executions keep only how they ended") else { return }
        #expect(recorded.status == 0, "\(recorded.errors)")
        let tested = try Program.run("test", "recorded.test.yaml", in: folder, environment: environment)
        #expect(tested.status == 0, "\(tested.output)\(tested.errors)")
    }

    /// Every execution of the journal, children included, replays to the same bytes.
    private func checkReplays(_ folder: URL, _ environment: [String: String]) throws {
        let replayed = try Program.run("replay", "--all", in: folder, environment: environment)
        #expect(replayed.status == 0, "\(replayed.output)\(replayed.errors)")
    }

    @Test func theirSuitesPass() throws {
        let result = try Program.run("test", "workflows", in: Program.repository)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    /// The states that were entered, where the example says.
    private func checkStates(_ example: JSONValue, _ folder: URL, _ environment: [String: String]) throws {
        guard let states = example["states"]?.array else { return }
        let text = try Program.run("history", "last", "--json", in: folder, environment: environment).output
        let events = try JSONValue(parsing: text)["events"]?.array ?? []
        #expect(events.compactMap { $0["stateEnteredEventDetails"]?["name"] } == states)
    }
}

/// A server that an example calls; it prints its port.
private struct Service {
    private let program: Program.Running
    let options: [String]

    init(_ json: JSONValue, in folder: URL) throws {
        let command = (json["command"]?.array ?? []).compactMap(\.string)
        let program = try Program.Running(["/usr/bin/env"] + command, in: folder)
        #expect(eventually { program.outputSoFar.contains("\n") })
        let port = program.outputSoFar.prefix { !$0.isNewline }
        self.program = program
        options = ["--set", "\(json["portVariable"]?.string ?? "")=\(port)"]
    }

    func stop() {
        program.terminate()
        _ = program.wait()
    }
}
