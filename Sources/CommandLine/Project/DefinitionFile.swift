import AgentStates
import Interpreter
import JSON
import StatesLanguage

/// A file with a definition.
struct DefinitionFile {
    /// As the user named it.
    let path: String
    let bytes: [UInt8]
    let syntax: DocumentSyntax
    /// What the definition became, with the places of the file; nil where it is what the file says.
    private var document: Document?

    /// Reads a file, or the standard input for `-`; the name's end tells JSON from YAML.
    init(path: String) throws(Failure) {
        self.path = path
        do throws(Failure) {
            bytes = try Files.read(path)
        } catch {
            throw .usage(error.message + Self.hint(for: path))
        }
        // JSON cannot start otherwise, and a YAML document of an object hardly starts like this.
        let first = bytes.first { $0 > 0x20 }
        syntax = DocumentSyntax(fileName: path) ?? (first == UInt8(ascii: "{") ? .json : .yaml)
    }

    init(path: String, bytes: [UInt8], syntax: DocumentSyntax) {
        self.path = path
        self.bytes = bytes
        self.syntax = syntax
    }

    /// What the file is called in messages.
    var displayName: String { path == "-" ? "<standard input>" : path }

    /// The name of the machine: that of the file without `.asl.json` and the like, in the characters AWS allows.
    var machineName: String {
        var name = path == "-" ? "stdin" : Files.name(of: path)
        for ending in [".json", ".yaml", ".yml", ".asl"] where name.hasSuffix(ending) {
            name.removeLast(ending.count)
        }
        let allowed = name.unicodeScalars.map { scalar in
            let isWord = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isWord || scalar == "-" || scalar == "_" ? Character(scalar) : "-"
        }
        return allowed.isEmpty ? "workflow" : String(allowed.prefix(80))
    }

    /// The folder of the file, absolute.
    var folder: String { path == "-" ? Files.currentFolder : Files.folder(of: Files.absolute(path)) }

    /// Lowers what agent states there are, and compiles the plain definition.
    ///
    /// - Parameter prices: what models cost; nil for what the configuration beside the file says.
    func compile(
        isExpress: Bool = false, substitutions: [String: String] = [:], prices: PriceTable? = nil
    ) -> Compilation {
        let compiler = DefinitionCompiler(
            machineType: isExpress ? .express : .standard, substitutions: substitutions)
        if let document { return compiler.compileLowering(document, prices: prices ?? ownPrices) }
        return compiler.compileLowering(bytes, as: syntax, prices: prices ?? ownPrices)
    }

    /// The definition without agent states.
    func lowered() throws(Diagnostic) -> Lowering {
        Lowering(try written(), prices: ownPrices)
    }

    /// The definition as it was written, or as it was changed since.
    func written() throws(Diagnostic) -> Document {
        if let document { return document }
        return try Document(reading: bytes, as: syntax)
    }

    /// The file with another definition.
    func with(_ document: Document) -> DefinitionFile {
        var file = self
        file.document = document
        return file
    }

    /// What the configuration beside the file says of prices; only agents need it.
    private var ownPrices: PriceTable {
        guard bytes.firstRange(of: Array("Agents".utf8)) != nil else { return .listed }
        return (try? Settings(path: nil, folder: folder))?.prices ?? .listed
    }
}

/// `NAME=VALUE` options as a dictionary.
func assignments(_ words: [String], option: String) throws(Failure) -> [String: String] {
    var values: [String: String] = [:]
    for word in words {
        guard let sign = word.firstIndex(of: "="), sign != word.startIndex else {
            throw .usage("'\(option) \(word)' is not of the form NAME=VALUE")
        }
        values[String(word[..<sign])] = String(word[word.index(after: sign)...])
    }
    return values
}
