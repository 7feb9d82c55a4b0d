package import JSON
internal import StatesLanguage

/// A CloudFormation template, in its own dialect or in that of the Serverless Application Model, as it was written.
package struct Template: Sendable {
    /// As the user named the file.
    package let path: String
    /// The folder of the file, absolute; relative paths in the template start there.
    package let folder: String
    let document: Document
    /// With the properties that `Globals` gives them.
    package let resources: [TemplateResource]

    var parameters: JSONObject { section("Parameters") }
    var mappings: JSONObject { section("Mappings") }
    var conditions: JSONObject { section("Conditions") }
    var outputs: JSONObject { section("Outputs") }

    /// The names in `Resources` that are none, such as `Fn::ForEach::Queues`.
    var unreadResources: [String] {
        section("Resources").map(\.key).filter { resource($0) == nil }
    }

    func resource(_ logicalID: String) -> TemplateResource? { resources.first { $0.logicalID == logicalID } }

    /// The line of a value, or of the nearest one around it.
    func line(of pointer: String) -> Int? { document.map.position(of: pointer)?.line }

    func section(_ name: String) -> JSONObject { document.value[name]?.object ?? [:] }
}

/// A resource as the template describes it.
package struct TemplateResource: Sendable {
    package let logicalID: String
    /// Such as `AWS::Serverless::StateMachine`.
    package let type: String
    /// The condition on which the resource exists.
    let condition: String?
    let properties: JSONObject
    let metadata: JSONObject
    /// Where it stands, as a JSON Pointer.
    let pointer: String

    func pointer(to property: String) -> String { "\(pointer)/Properties/\(SourceMap.escape(property))" }
}

/// Why a file is no template that can be imported.
package struct TemplateFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    package let position: SourcePosition?
    package let reason: String

    package var description: String { "\(file):\(position.map { "\($0): " } ?? " ")\(reason)" }
}
