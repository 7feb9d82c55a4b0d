import Foundation
import Testing

/// What the documents say about the command is so.
@Suite struct DocumentationTests {
    private static let commands = try? String(
        contentsOf: Program.repository.appending(path: "docs/commands.md"), encoding: .utf8)

    private static let workflows = Program.repository.appending(path: "workflows")

    private static let examples = ((try? FileManager.default.contentsOfDirectory(atPath: workflows.path)) ?? [])
        .filter { FileManager.default.fileExists(atPath: "\(workflows.path)/\($0)/README.md") }.sorted()

    @Test(arguments: ["getting-started", "commands", "agents", "tools", "testing", "export"])
    func whatIsMarkedAsRunningRuns(page: String) throws {
        let commands = try ShownCommand.marked(in: Program.repository.appending(path: "docs/\(page).md"))
        #expect(commands.count > 2)
        try withFolder { folder in
            try FileManager.default.copyItem(at: Self.workflows, to: folder.appending(path: "workflows"))
            for command in commands { try command.run(in: folder) }
        }
    }

    @Test(arguments: examples) func theCommandsOfAnExampleRun(name: String) throws {
        let commands = try ShownCommand.marked(in: Self.workflows.appending(path: "\(name)/README.md"))
        #expect(commands.contains { $0.line == "baton test" || $0.line.hasPrefix("baton test ") })
        try withFolder { folder in
            let example = folder.appending(path: name)
            try FileManager.default.copyItem(at: Self.workflows.appending(path: name), to: example)
            for command in commands { try command.run(in: example) }
        }
    }

    @Test func everyCommandIsDescribed() throws {
        let document = try #require(Self.commands)
        try withFolder { folder in
            let help = try Program.run("--help", in: folder).output
            let names = help.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
                .compactMap { $0.split(separator: " ").first }.filter {
                    !$0.hasPrefix("-") && $0 != "See" && $0 != "baton"
                }
            #expect(names.count > 15)
            for name in names { #expect(document.contains("| `\(name)"), "\(name)") }
        }
    }
}

/// A command of a document, and the JSON that it is shown to print.
private struct ShownCommand {
    let line: String
    /// Its first line; `…` stands for anything.
    let output: String?

    /// Those of the blocks that are marked as running.
    static func marked(in file: URL) throws -> [ShownCommand] {
        let document = try String(contentsOf: file, encoding: .utf8)
        let blocks = document.components(separatedBy: "<!-- runs -->\n```console\n")
        return blocks.dropFirst().flatMap { block in
            let lines = block.components(separatedBy: "\n```")[0].components(separatedBy: "\n")
            return zip(lines, lines.dropFirst() + [""]).compactMap { (line, next) -> ShownCommand? in
                guard line.hasPrefix("$ ") else { return nil }
                let isJSON = next.first.map { "{[\"".contains($0) } ?? false
                return ShownCommand(line: String(line.dropFirst(2)), output: isJSON ? next : nil)
            }
        }
    }

    func run(in folder: URL) throws {
        let path = URL(filePath: Program.path).deletingLastPathComponent().path
        let search = "\(path):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
        let result = try Program.Running(["/bin/sh", "-c", line], in: folder, environment: ["PATH": search]).wait()
        #expect(result.status == 0, "\(line): \(result.output)\(result.errors)")
        guard let output else { return }
        var rest = Substring(result.output)
        let parts = output.components(separatedBy: "…").map { $0.trimmingCharacters(in: .whitespaces) }
        for part in parts where !part.isEmpty {
            guard let range = rest.range(of: part) else {
                Issue.record("\(line) is shown to print \(output), and prints \(result.output)")
                return
            }
            rest = rest[range.upperBound...]
        }
    }
}
