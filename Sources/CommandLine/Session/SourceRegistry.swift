import Journal
import JSON
import Synchronization

/// Where a machine comes from: what is needed to run its tasks again later.
struct MachineSource: Sendable, Hashable {
    /// Absolute; functions and buckets are beside the definition.
    let folder: String
    let file: String?
    /// The configuration file.
    var configuration: String?
    var isExpress = false
    /// `NAME=VALUE`
    var substitutions: [String] = []
}

/// The sources of the machines of a journal.
final class SourceRegistry: Sendable {
    private static let kind = "source"
    private let journal: any ExecutionJournal
    private let known = Mutex<[String: MachineSource]>([:])

    init(journal: any ExecutionJournal) { self.journal = journal }

    func source(ofMachine arn: String) -> MachineSource? {
        if let source = known.withLock({ $0[arn] }) { return source }
        guard let body = try? journal.resource(kind: Self.kind, name: arn), let source = MachineSource(body) else {
            return nil
        }
        known.withLock { $0[arn] = source }
        return source
    }

    func register(_ source: MachineSource, forMachine arn: String) {
        guard self.source(ofMachine: arn) != source else { return }
        known.withLock { $0[arn] = source }
        // Rides with the commit that starts the execution; should it be lost, so is that.
        journal.commit([.putResource(kind: Self.kind, name: arn, body: source.json)]) { _ in }
    }
}

extension MachineSource {
    fileprivate init?(_ json: JSONValue) {
        guard let folder = json["folder"]?.string else { return nil }
        self.init(
            folder: folder, file: json["file"]?.string, configuration: json["configuration"]?.string,
            isExpress: json["isExpress"]?.bool ?? false,
            substitutions: (json["substitutions"]?.array ?? []).compactMap(\.string))
    }

    fileprivate var json: JSONValue {
        var object: JSONObject = ["folder": .string(folder)]
        object["file"] = file.map(JSONValue.string)
        object["configuration"] = configuration.map(JSONValue.string)
        object["isExpress"] = .bool(isExpress)
        object["substitutions"] = .array(substitutions.map(JSONValue.string))
        return .object(object)
    }
}
