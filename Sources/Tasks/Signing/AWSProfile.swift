/// What the shared files of the AWS tools say of a profile.
///
/// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
package enum AWSProfile: Hashable, Sendable {
    case keys(AWSCredentials)
    /// Keys come from somewhere else, as this setting says.
    case indirect(setting: String)
    case missing

    /// - Parameter texts: the files, those that come first go before the others.
    package init(named name: String, in texts: [String]) {
        var settings: [String: String] = [:]
        var isThere = false
        for text in texts {
            guard let section = Self.sections(of: text)[name] else { continue }
            isThere = true
            settings.merge(section) { first, _ in first }
        }
        if let key = settings["aws_access_key_id"], let secret = settings["aws_secret_access_key"] {
            self = .keys(
                AWSCredentials(
                    accessKeyID: key, secretAccessKey: secret, sessionToken: settings["aws_session_token"]))
        } else if let other = ["sso_session", "sso_start_url", "role_arn", "credential_process", "login_session"]
            .first(where: { settings[$0] != nil })
        {
            self = .indirect(setting: other)
        } else {
            self = isThere ? .indirect(setting: "nothing") : .missing
        }
    }

    /// The sections by the names of their profiles: `[name]`, or `[profile name]`.
    private static func sections(of text: String) -> [String: [String: String]] {
        var sections: [String: [String: String]] = [:]
        var current: String?
        for line in text.split(whereSeparator: \.isNewline) {
            // Lines that are set in belong to a setting with members of its own.
            guard let first = line.first, !"#; \t".contains(first) else { continue }
            if first == "[" {
                let words = line.dropFirst().prefix { $0 != "]" }.split(whereSeparator: \.isWhitespace)
                current = words.last.map(String.init)
                if words.count > 1, words[0] != "profile" { current = nil }
                if let current, sections[current] == nil { sections[current] = [:] }
            } else if let current, let sign = line.firstIndex(of: "=") {
                let name = line[..<sign].filter { !$0.isWhitespace }.lowercased()
                let value = line[line.index(after: sign)...].drop(while: \.isWhitespace)
                sections[current]?[name] = String(value.reversed().drop(while: \.isWhitespace).reversed())
            }
        }
        return sections
    }
}
