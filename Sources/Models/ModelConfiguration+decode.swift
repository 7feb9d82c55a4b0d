package import JSON

extension ModelConfiguration {
    /// Reads the member `models` of `baton.yaml`; without one there are no models.
    ///
    /// - Parameter folder: where the file is, absolute; relative paths start there.
    /// - Throws: `ModelSettingFault`, which names the member and what is allowed.
    package init(decoding document: JSONValue, folder: String) throws(ModelSettingFault) {
        self.init()
        guard let section = document["models"], !section.isNull else { return }
        let reader = SettingReader(place: "models", value: section)
        for (pattern, entry) in try reader.members() { entries.append(try Entry(pattern, entry, folder)) }
    }
}

extension ModelConfiguration.Entry {
    fileprivate init(_ pattern: String, _ reader: SettingReader, _ folder: String) throws(ModelSettingFault) {
        try reader.allow("provider", "model", "url", "key", "script", "cache")
        script = try reader.member("script")?.path(in: folder)
        let name = try reader.member("provider")?.text() ?? (script == nil ? nil : "script")
        guard let name else { throw reader.fault("'provider' or 'script' is missing") }
        guard let provider = ModelConfiguration.Provider(rawValue: name) else {
            let allowed = ModelConfiguration.Provider.allCases.map(\.rawValue).joined(separator: ", ")
            throw reader.fault("there is no provider '\(name)'; allowed are \(allowed)")
        }
        if (provider == .script) != (script != nil) {
            throw reader.fault(script == nil ? "'script' is missing" : "a script needs no other provider")
        }
        self.pattern = pattern
        self.provider = provider
        model = try reader.member("model")?.text()
        url = try reader.member("url")?.url()
        cache = try reader.member("cache")?.cacheFolder(in: folder)
        keyVariable = try reader.member("key")?.variable()
    }
}

/// A value of the settings and the way to it.
struct SettingReader {
    let place: String
    let value: JSONValue

    func fault(_ reason: String) -> ModelSettingFault { ModelSettingFault(place: place, reason: reason) }

    /// The member of that name; an explicit `null` counts as missing.
    func member(_ name: String) -> SettingReader? {
        guard let member = value[name], !member.isNull else { return nil }
        return SettingReader(place: "\(place).\(name)", value: member)
    }

    func members() throws(ModelSettingFault) -> [(name: String, reader: SettingReader)] {
        guard let object = value.object else { throw fault("expected an object, found \(value.kind)") }
        return object.map { ($0.key, SettingReader(place: "\(place).\($0.key)", value: $0.value)) }
    }

    func allow(_ names: String...) throws(ModelSettingFault) {
        for (name, _) in try members() where !names.contains(name) {
            throw fault("'\(name)' is not known here; allowed are \(names.joined(separator: ", "))")
        }
    }

    func text() throws(ModelSettingFault) -> String {
        guard let text = value.string, !text.isEmpty else { throw fault("expected a text, found \(value.text)") }
        return text
    }

    /// A path, taken from that folder unless it is absolute.
    func path(in folder: String) throws(ModelSettingFault) -> String {
        let path = try text()
        return path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    /// `true` for the usual folder, or the path of another one.
    func cacheFolder(in folder: String) throws(ModelSettingFault) -> String? {
        if let flag = value.bool { return flag ? "\(folder)/.baton/responses" : nil }
        return try path(in: folder)
    }

    /// An `http:` or `https:` URL, without a slash at its end.
    func url() throws(ModelSettingFault) -> String {
        let url = try text()
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw fault("expected an http: or https: URL, found '\(url)'")
        }
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    /// The name of an environment variable.
    func variable() throws(ModelSettingFault) -> String {
        guard value.object != nil else {
            throw fault("keys do not stand in the configuration; write {environment: NAME}")
        }
        try allow("environment")
        guard let name = member("environment") else { throw fault("'environment' is missing") }
        return try name.text()
    }
}
