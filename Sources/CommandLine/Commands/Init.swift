import ArgumentParser
import JSON

/// `baton init`
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a folder with a workflow to start from.",
        discussion: """
            Files that are there already stay as they are.

            Example:
              baton init demo
              baton init assistant --agent
            """)

    @Argument(help: ArgumentHelp("The folder.", valueName: "folder"), completion: .directory)
    var folder = "."

    @Flag(name: .long, help: "Start with an agent that has a tool.")
    var agent = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        let project = agent ? StarterProject.agent : StarterProject.function
        var written: [String] = []
        for (name, text) in project.files {
            let path = folder == "." ? name : "\(folder)/\(name)"
            if Files.exists(path) { continue }
            try Files.makeFolder(Files.folder(of: Files.absolute(path)))
            try Files.write(text, to: path)
            written.append(path)
        }
        let terminal = Terminal.standardOutput
        if output.json {
            return terminal.write(JSONValue.object(["files": .array(written.map(JSONValue.string))]).text + "\n")
        }
        for path in written { terminal.write("wrote \(path)\n") }
        terminal.write("\nNow try:\n")
        for command in project.commands(in: folder) { terminal.write("  \(command)\n") }
    }
}
