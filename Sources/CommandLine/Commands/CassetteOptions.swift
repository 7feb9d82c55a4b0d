import ArgumentParser
import Models

/// Options to record what tasks ask and get, and to play it.
struct CassetteOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Record every exchange with a model, a tool or another service.", valueName: "file"),
        completion: .file())
    var record: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Answer every task from a recording; call nothing outside.", valueName: "file"),
        completion: .file())
    var cassette: String?

    func validate() throws {
        if record != nil, cassette != nil { throw ValidationError("'--record' and '--cassette' exclude each other") }
    }

    /// What the options say, or else the configuration.
    ///
    /// - Parameter continues: whether a recording goes on where an earlier one stopped.
    func exchanges(_ settings: Settings, continues: Bool = false) throws(Failure) -> Exchanges {
        do throws(ModelSettingFault) {
            if let record { return .recorded(try CassetteFile(writing: record, continues: continues)) }
            if let path = cassette ?? settings.cassette { return .played(try CassetteFile.read(path)) }
        } catch {
            throw .usage(error.description)
        }
        return .live
    }
}
