import Journal
import Models
import Replay
import Tasks

/// How tasks get their answers.
enum Exchanges {
    case live
    case recorded(CassetteFile)
    case played(Cassette)

    /// Passes over what a cassette gave already in these executions, which go on, and in those that they started.
    func passOver(_ executions: [ExecutionRecord], in location: JournalLocation) throws {
        guard case .played(let cassette) = self else { return }
        let journal = try location.openForReading()
        defer { journal.close() }
        for execution in executions {
            let recording = try Recording(execution, in: journal)
            for part in [recording] + (try recording.children(in: journal)) { cassette.passOver(part) }
        }
    }

    func handler(_ performer: any TaskHandler) -> any TaskHandler {
        switch self {
        case .live: performer
        case .recorded(let file): CassetteRecorder(recording: performer) { file.append($0) }
        case .played(let cassette): CassettePlayer(cassette, others: performer)
        }
    }
}
