import Foundation
import Testing

/// What the documents say about the command is so.
@Suite struct DocumentationTests {
    private static let commands = try? String(
        contentsOf: Program.repository.appending(path: "docs/commands.md"), encoding: .utf8)

    /// The lines after `$ ` of the blocks that are marked as running.
    private static func runnableLines(_ document: String) -> [String] {
        document.components(separatedBy: "<!-- runs -->\n```console\n").dropFirst().flatMap { block in
            block.components(separatedBy: "\n```")[0].split(separator: "\n").filter { $0.hasPrefix("$ ") }
                .map { String($0.dropFirst(2)) }
        }
    }

    @Test(arguments: ["commands", "agents", "testing", "export"])
    func whatIsMarkedAsRunningRuns(page: String) throws {
        let document = try String(contentsOf: Program.repository.appending(path: "docs/\(page).md"), encoding: .utf8)
        let lines = Self.runnableLines(document)
        #expect(lines.count > 6)
        try withFolder { folder in
            try FileManager.default.copyItem(
                at: Program.repository.appending(path: "workflows"), to: folder.appending(path: "workflows"))
            let path = URL(filePath: Program.path).deletingLastPathComponent().path
            let search = "\(path):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
            for line in lines {
                let result = try Program.Running(
                    ["/bin/sh", "-c", line], in: folder, environment: ["PATH": search]
                ).wait()
                #expect(result.status == 0, "\(line): \(result.errors)")
            }
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
