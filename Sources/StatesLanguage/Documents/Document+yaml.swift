import JSON
import Yams

extension Document {
    /// Reads YAML as JSON: mappings with string keys, sequences, and the plain values of the core schema.
    ///
    /// Specification: YAML 1.2, section 10.3 "Core Schema"; `<<` merges mappings as in YAML 1.1.
    init(yaml bytes: [UInt8], memberForTag: ((String) -> String?)?) throws(Diagnostic) {
        if let place = SourcePosition(ofInvalidUTF8In: bytes) {
            throw Diagnostic(invalidYAML: "the text is not valid UTF-8", at: place)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        var reader = YAMLReader(maximumValues: bytes.count + 10_000, memberForTag: memberForTag)
        let value = try reader.read(text)
        self.init(value: value, map: reader.map)
    }
}

/// Turns the nodes of a YAML text into JSON values.
private struct YAMLReader {
    private(set) var map = SourceMap()
    /// More than a text without aliases can have, so that aliases of aliases do not grow without bound.
    private var remainingValues: Int
    /// The member as which a value with an application's tag is read.
    private let memberForTag: ((String) -> String?)?

    init(maximumValues: Int, memberForTag: ((String) -> String?)?) {
        remainingValues = maximumValues
        self.memberForTag = memberForTag
    }

    mutating func read(_ text: String) throws(Diagnostic) -> JSONValue {
        guard let root = try node(of: text) else {
            throw Diagnostic(code: DiagnosticCode.missingDescription, message: "The definition is empty")
        }
        return try value(of: root, at: "", depth: 0)
    }

    private func node(of text: String) throws(Diagnostic) -> Node? {
        do {
            // The basic resolver leaves plain scalars alone; `YAMLScalar` tells what they are.
            return try compose(yaml: text, .basic)
        } catch let error as YamlError {
            throw Diagnostic(error)
        } catch {
            throw Diagnostic(code: DiagnosticCode.invalidYAML, message: "\(error)")
        }
    }

    private mutating func value(of node: Node, at pointer: String, depth: Int) throws(Diagnostic) -> JSONValue {
        remainingValues -= 1
        guard remainingValues >= 0 else { throw error(DiagnosticCode.tooLarge, "Too many values", at: node) }
        guard depth < JSONValue.defaultMaximumDepth else {
            throw error(
                DiagnosticCode.tooDeeplyNested, "Nested more than \(JSONValue.defaultMaximumDepth) deep", at: node)
        }
        record(pointer, of: node)
        if let name = memberForTag?(node.writtenTag.description) {
            let place = "\(pointer)/\(SourceMap.escape(name))"
            return .object([name: try value(of: node.untagged, at: place, depth: depth + 1)])
        }
        switch node {
        case .scalar(let scalar):
            guard let value = YAMLScalar.value(of: scalar) else { throw foreignTag(of: scalar.tag, at: node) }
            return value
        case .sequence(let sequence):
            try check(sequence.tag, at: node, is: "seq")
            return .array(try elements(of: sequence, at: pointer, depth: depth))
        case .mapping(let mapping):
            try check(mapping.tag, at: node, is: "map")
            return .object(try members(of: mapping, at: pointer, depth: depth))
        case .alias: throw error(DiagnosticCode.invalidYAML, "An alias without an anchor", at: node)
        }
    }

    private mutating func elements(
        of sequence: Node.Sequence, at pointer: String, depth: Int
    ) throws(Diagnostic) -> [JSONValue] {
        var elements: [JSONValue] = []
        for (index, element) in sequence.enumerated() {
            elements.append(try value(of: element, at: "\(pointer)/\(index)", depth: depth + 1))
        }
        return elements
    }

    private mutating func members(
        of mapping: Node.Mapping, at pointer: String, depth: Int
    ) throws(Diagnostic) -> JSONObject {
        var object = JSONObject()
        var merged: [Node] = []
        for (key, node) in mapping {
            guard case .scalar(let name) = key else {
                throw error(DiagnosticCode.invalidYAML, "A name must be a plain value", at: key)
            }
            if name.isMergeKey {
                merged.append(node)
                continue
            }
            let place = "\(pointer)/\(SourceMap.escape(name.string))"
            guard !object.contains(name.string) else {
                throw error(DiagnosticCode.invalidYAML, "The name '\(name.string)' comes twice", at: key)
            }
            record(place, of: key)
            object[name.string] = try value(of: node, at: place, depth: depth + 1)
        }
        for node in merged { try merge(node, into: &object, at: pointer, depth: depth) }
        return object
    }

    /// Adds the members of the mapping, or mappings, of a `<<` that the object does not have of its own.
    private mutating func merge(
        _ node: Node, into object: inout JSONObject, at pointer: String, depth: Int
    ) throws(Diagnostic) {
        switch node {
        case .mapping(let mapping):
            for (name, value) in try members(of: mapping, at: pointer, depth: depth + 1) where object[name] == nil {
                object[name] = value
            }
        case .sequence(let sequence):
            for element in sequence { try merge(element, into: &object, at: pointer, depth: depth + 1) }
        case .scalar, .alias: throw error(DiagnosticCode.invalidYAML, "Only mappings can be merged", at: node)
        }
    }

    // MARK: Tags and places

    private func check(_ tag: Tag, at node: Node, is name: String) throws(Diagnostic) {
        guard ["", "tag:yaml.org,2002:\(name)"].contains(tag.description) else { throw foreignTag(of: tag, at: node) }
    }

    private func foreignTag(of tag: Tag, at node: Node) -> Diagnostic {
        error(
            DiagnosticCode.invalidYAML,
            "The tag '\(tag.description)' means nothing in a definition; use a substitution such as '${Name}' instead",
            at: node)
    }

    /// Notes where a member's name or else the value stands; what is merged in does not move what was there.
    private mutating func record(_ pointer: String, of node: Node) {
        guard map.positions[pointer] == nil, let mark = node.mark else { return }
        map.record(pointer, at: SourcePosition(line: mark.line, column: mark.column))
    }

    private func error(_ code: String, _ message: String, at node: Node) -> Diagnostic {
        let position = node.mark.map { SourcePosition(line: $0.line, column: $0.column) }
        return Diagnostic(code: code, message: message, position: position)
    }
}

extension Node {
    /// The tag as written; `tag` itself would resolve it, and keep that.
    fileprivate var writtenTag: Tag {
        switch self {
        case .scalar(let scalar): scalar.tag
        case .mapping(let mapping): mapping.tag
        case .sequence(let sequence): sequence.tag
        case .alias: .implicit
        }
    }

    /// The same node without its tag.
    fileprivate var untagged: Node {
        switch self {
        case .scalar(let scalar): .scalar(Scalar(scalar.string, .implicit, scalar.style, scalar.mark))
        case .mapping(let mapping):
            .mapping(Mapping(Array(mapping), .implicit, mapping.style, mapping.mark))
        case .sequence(let sequence):
            .sequence(Sequence(Array(sequence), .implicit, sequence.style, sequence.mark))
        case .alias: self
        }
    }
}

extension Node.Scalar {
    fileprivate var isMergeKey: Bool { string == "<<" && style == .plain }
}

extension Diagnostic {
    fileprivate init(_ error: YamlError) {
        var mark: Mark?
        var message: String
        switch error {
        case .scanner(_, let problem, let place, _), .parser(_, let problem, let place, _),
            .composer(_, let problem, let place, _):
            (message, mark) = (problem, place)
        case .duplicatedKeysInMapping(let names, let context):
            (message, mark) = ("these names come twice: \(names.joined(separator: ", "))", context.mark)
        case .reader(let problem, _, _, _): message = problem
        default: message = "\(error)"
        }
        let place = mark.map { SourcePosition(line: $0.line, column: $0.column) }
        // The parser's words name a function of its own.
        if message.hasPrefix("Maximum nesting level reached") {
            let code = DiagnosticCode.tooDeeplyNested
            self.init(code: code, message: "Nested more deeply than the YAML parser goes", position: place)
        } else {
            self.init(invalidYAML: message, at: place)
        }
    }

    fileprivate init(invalidYAML problem: String, at place: SourcePosition?) {
        let prefix = place.map { "in line \($0.line), column \($0.column): " } ?? ""
        self.init(
            code: DiagnosticCode.invalidYAML, message: "Invalid YAML \(prefix)\(problem)", position: place)
    }
}
