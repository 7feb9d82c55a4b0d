import Interpreter
import JSON
import Journal

/// The result of a distributed Map state that does not export its results.
enum MapRunResults {
    static func stateOutput(_ children: [MapRunChild], _ writing: MapRunRequest.Writing?) -> JSONValue {
        .array(
            children.compactMap { child in
                child.record.status == .succeeded ? child.record.output.map { Payload(text: $0).value } : nil
            })
    }
}
