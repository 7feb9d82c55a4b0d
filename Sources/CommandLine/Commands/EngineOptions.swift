import ArgumentParser
import Journal

/// Options of the commands that run executions.
struct EngineOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The configuration.", discussion: "Default: 'baton.yaml' beside the workflow or in a folder above.",
            valueName: "file"), completion: .file())
    var config: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What a finished step survives: full (a loss of power) or normal (a crash of the program).",
            valueName: "full|normal"))
    var durability = JournalDurability.full

    enum JournalDurability: String, ExpressibleByArgument, CaseIterable {
        case full
        case normal

        var value: Durability {
            switch self {
            case .full: .full
            case .normal: .normal
            }
        }
    }
}
