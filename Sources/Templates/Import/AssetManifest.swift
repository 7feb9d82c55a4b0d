internal import JSON

/// Where the files are that the AWS CDK uploads, by the key that the template has for them.
///
/// Source: AWS CDK cloud assembly schema, asset manifest (`NAME.assets.json` beside `NAME.template.json`).
struct AssetManifest {
    private var paths: [String: String] = [:]

    init(of template: Template, files: any TemplateFiles) {
        let name = template.path.split(separator: "/").last.map(String.init) ?? ""
        guard name.hasSuffix(".template.json") else { return }
        let manifest = files.path("\(name.dropLast(".template.json".count)).assets.json", in: template.folder)
        guard let bytes = files.read(manifest), let value = try? JSONValue(parsing: bytes) else { return }
        for (hash, file) in value["files"]?.object ?? [:] {
            guard let path = file["source"]?["path"]?.string else { continue }
            paths[hash] = files.path(path, in: template.folder)
        }
    }

    /// The file or folder that is uploaded under a key such as `HASH.zip`.
    func path(forKey key: String) -> String? {
        let file = key.split(separator: "/").last ?? ""
        return paths[String(file.prefix { $0 != "." })]
    }
}
