import Models
import Tasks

/// How tasks get their answers.
enum Exchanges {
    case live
    case recorded(CassetteFile)
    case played(Cassette)

    func handler(_ performer: any TaskHandler) -> any TaskHandler {
        switch self {
        case .live: performer
        case .recorded(let file): CassetteRecorder(recording: performer) { file.append($0) }
        case .played(let cassette): CassettePlayer(cassette, others: performer)
        }
    }
}
