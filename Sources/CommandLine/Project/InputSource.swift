import Interpreter
import JSON

/// Where the input of an execution comes from.
enum InputSource {
    /// Reads the input that these options give: JSON text, a file, or the standard input for `-`; `{}` without either.
    ///
    /// - Parameter maximumBytes: what an execution takes, as StartExecution does.
    static func payload(text: String?, file: String?, maximumBytes: Int) throws(Failure) -> Payload {
        let payload = try payload(text: text, file: file)
        guard payload.byteCount <= maximumBytes else {
            throw .usage(
                "the input has \(payload.byteCount) bytes, AWS takes \(maximumBytes); 'quotas: lifted' in baton.yaml lifts that"
            )
        }
        return payload
    }

    private static func payload(text: String?, file: String?) throws(Failure) -> Payload {
        switch (text, file) {
        case (nil, nil): return .emptyObject
        case (_?, _?): throw .usage("give '--input' or '--input-file', not both")
        case ("-"?, nil): return try parse(try Files.read("-"), name: "<standard input>")
        case (let text?, nil): return try parse(Array(text.utf8), name: "--input")
        case (nil, let file?):
            return try parse(try Files.read(file), name: file == "-" ? "<standard input>" : file)
        }
    }

    /// Reads JSON; a mistake is told with its place.
    static func parse(_ bytes: [UInt8], name: String) throws(Failure) -> Payload {
        do throws(JSONParseError) {
            return Payload(try JSONValue(parsing: bytes))
        } catch {
            throw .usage("\(name):\(error.position): the input is not JSON: \(error.message)")
        }
    }
}
