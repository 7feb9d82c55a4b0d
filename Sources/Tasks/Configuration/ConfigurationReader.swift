internal import JSON

/// What is wrong with the configuration, and where.
package struct ConfigurationFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The members on the way to the place: `connections.shop.basic.password`.
    package let path: String
    package let reason: String

    package var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}

/// A value of the configuration and the way to it.
struct ConfigurationReader {
    let path: String
    let value: JSONValue

    func fault(_ reason: String) -> ConfigurationFault { ConfigurationFault(path: path, reason: reason) }

    /// The member of that name; an explicit `null` counts as missing.
    func member(_ name: String) -> ConfigurationReader? {
        guard let member = value[name], !member.isNull else { return nil }
        return ConfigurationReader(path: path.isEmpty ? name : "\(path).\(name)", value: member)
    }

    func required(_ name: String) throws(ConfigurationFault) -> ConfigurationReader {
        guard let member = member(name) else { throw fault("'\(name)' is missing") }
        return member
    }

    /// The members of an object.
    func members() throws(ConfigurationFault) -> [(name: String, reader: ConfigurationReader)] {
        guard let object = value.object else { throw fault("expected an object, found \(value.kind)") }
        return object.map { member in
            let place = path.isEmpty ? member.key : "\(path).\(member.key)"
            return (member.key, ConfigurationReader(path: place, value: member.value))
        }
    }

    func allow(_ names: String...) throws(ConfigurationFault) {
        for (name, _) in try members() where !names.contains(name) {
            let known = names.map { "'\($0)'" }.joined(separator: ", ")
            throw fault("'\(name)' is not known here; allowed are \(known)")
        }
    }

    func string() throws(ConfigurationFault) -> String {
        guard let text = value.string, !text.isEmpty else {
            throw fault("expected a string, found \(value.string == nil ? value.kind : "an empty one")")
        }
        return text
    }

    /// A string, or a number or Boolean as JSON writes it.
    func scalar() throws(ConfigurationFault) -> String {
        switch value {
        case .string(let text): return text
        case .integer, .double, .bigNumber, .bool: return value.text
        default: throw fault("expected a string, found \(value.kind)")
        }
    }

    func scalars() throws(ConfigurationFault) -> [String: String] {
        var result: [String: String] = [:]
        for (name, reader) in try members() { result[name] = try reader.scalar() }
        return result
    }

    /// One string or a list of them.
    func strings() throws(ConfigurationFault) -> [String] {
        guard let elements = value.array else { return [try string()] }
        guard !elements.isEmpty else { throw fault("the list is empty") }
        var strings: [String] = []
        for (index, element) in elements.enumerated() {
            strings.append(try ConfigurationReader(path: "\(path)[\(index)]", value: element).string())
        }
        return strings
    }

    func integer(_ range: ClosedRange<Int64>) throws(ConfigurationFault) -> Int64 {
        guard let number = value.integer, range.contains(number) else {
            throw fault("expected a whole number from \(range.lowerBound) to \(range.upperBound), found \(value.text)")
        }
        return number
    }

    /// An `http:` or `https:` URL.
    func url() throws(ConfigurationFault) -> String {
        let text = try string()
        guard URLParts(text) != nil else { throw fault("expected an http: or https: URL, found '\(text)'") }
        return text
    }

    /// A path, taken from that folder unless it is absolute.
    func path(in folder: String) throws(ConfigurationFault) -> String { Self.absolute(try string(), in: folder) }

    static func absolute(_ path: String, in folder: String) -> String {
        var rest = path[...]
        while rest.hasPrefix("./") { rest = rest.dropFirst(2) }
        if rest.hasPrefix("/") { return String(rest) }
        return rest == "." || rest.isEmpty ? folder : "\(folder)/\(rest)"
    }

    /// A secret by reference; one that is written out is refused.
    func secret(in folder: String) throws(ConfigurationFault) -> SecretSource {
        guard value.object != nil else {
            throw fault("secrets do not stand in the configuration; write {environment: NAME} or {file: PATH}")
        }
        try allow("environment", "file")
        switch (member("environment"), member("file")) {
        case (let name?, nil): return .environment(try name.string())
        case (nil, let file?): return .file(try file.path(in: folder))
        default: throw fault("expected one of {environment: NAME} and {file: PATH}")
        }
    }
}
