import Foundation
import Testing

/// The examples whose agents are programs with packages of their own, each in a virtual environment made once.
@Suite struct PythonAgentTests {
    struct Example {
        let name: String
        let module: String
        let output: String
    }

    @Test(arguments: [
        Example(name: "graph-agent", module: "langgraph", output: #""results":["51.5"]"#),
        Example(name: "crew-agent", module: "crewai", output: "we paint your walls for 1149.54 EUR"),
    ])
    func aProgramOfOthersIsAnAgentAndCallsATool(example: Example) throws {
        guard let environment = PythonEnvironment.folder(for: example) else {
            return print("skipped: the PyPI package \(example.module) cannot be installed")
        }
        try withFolder { folder in
            let place = folder.appending(path: example.name)
            try FileManager.default.copyItem(
                at: Program.repository.appending(path: "workflows/\(example.name)"), to: place)
            try? FileManager.default.removeItem(at: place.appending(path: ".venv"))
            try FileManager.default.createSymbolicLink(
                atPath: place.appending(path: ".venv").path, withDestinationPath: environment)
            let result = try Program.Running(
                [Program.path, "run", "\(example.name).asl.yaml", "--input-file", "input.json"], in: place,
                environment: ["OPENAI_API_KEY": ""]
            ).wait(minutes: 5)
            #expect(result.output.contains(example.output), "\(result.output) \(result.errors)")
        }
    }
}

/// Virtual environments with the packages that an example asks for.
private enum PythonEnvironment {
    /// The environment's folder, made where it is missing; nil where the packages cannot be had.
    static func folder(for example: PythonAgentTests.Example) -> String? {
        let folder = Program.repository.appending(path: ".build/peers/\(example.module)").path
        if succeeds("\(folder)/bin/python", "-c", "import \(example.module)") { return folder }
        let requirements = Program.repository.appending(path: "workflows/\(example.name)/requirements.txt").path
        // uv resolves in seconds what takes pip minutes.
        guard succeeds("python3", "-m", "venv", folder), succeeds("\(folder)/bin/pip", "install", "-q", "uv"),
            succeeds("\(folder)/bin/uv", "pip", "install", "-q", "--python", "\(folder)/bin/python", "-r", requirements)
        else { return nil }
        return folder
    }

    private static func succeeds(_ words: String...) -> Bool {
        (try? Program.Running(words, in: Program.repository).wait(minutes: 10).status) == 0
    }
}
