/// The files around a template.
package protocol TemplateFiles: Sendable {
    /// The bytes of a file; nil where it cannot be read.
    func read(_ path: String) -> [UInt8]?
    func isFolder(_ path: String) -> Bool
    func exists(_ path: String) -> Bool
    /// The files below a folder, from it on, without caches and environments.
    func paths(in folder: String) -> [String]
}

extension TemplateFiles {
    /// A path of a template: absolute, or from that folder on.
    func path(_ text: String, in folder: String) -> String {
        var parts = text.hasPrefix("/") ? [] : folder.split(separator: "/")
        for part in text.split(separator: "/") where part != "." {
            if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
