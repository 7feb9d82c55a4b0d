import AgentStates
import ArgumentParser

extension Baton {
    /// Refuses a word in the place of a command that is none, and names the nearest one.
    static func checkCommand(_ arguments: some Collection<String>) throws(Failure) {
        let words = arguments.first == "help" ? Array(arguments.dropFirst()) : Array(arguments)
        guard let word = words.first, !word.hasPrefix("-") else { return }
        let names = configuration.groupedSubcommands.flatMap(\.subcommands).map { $0._commandName } + ["help"]
        if names.contains(word) { return }
        let hint = closest(to: word, in: names).map { "; did you mean '\($0)'?" } ?? "; 'baton --help' lists them"
        throw .usage("there is no command '\(word)'\(hint)")
    }
}
