internal import JSON

/// Makes a project of a template, resource by resource.
struct TemplateImport {
    let template: Template
    let files: any TemplateFiles
    let assets: AssetManifest
    var evaluator: TemplateEvaluator
    var project = ImportedProject()
    var namesInUse: Set<String> = []

    init(_ template: Template, _ stack: Stack, files: any TemplateFiles) {
        self.template = template
        self.files = files
        assets = AssetManifest(of: template, files: files)
        evaluator = TemplateEvaluator(template, stack, files: files)
    }

    mutating func note(
        _ kind: ImportFinding.Kind, _ resource: TemplateResource, _ message: String, at pointer: String? = nil
    ) {
        note(kind, resource.logicalID, message, at: pointer ?? resource.pointer)
    }

    mutating func note(_ kind: ImportFinding.Kind, _ subject: String, _ message: String, at pointer: String) {
        project.findings.append(
            ImportFinding(
                kind: kind, subject: subject, message: message, file: template.path,
                line: template.line(of: pointer)))
    }

    /// A name that files can have, and that no other machine or function of the project has.
    mutating func fileName(_ wanted: String, for purpose: String) -> String {
        let name = String(wanted.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" }.prefix(80))
        var unique = name
        var number = 2
        while !namesInUse.insert("\(purpose) \(unique)").inserted {
            unique = "\(name)-\(number)"
            number += 1
        }
        return unique
    }

    mutating func run() {
        addResources()
        if project.machines.isEmpty {
            note(.problem, template.path, "the template has no state machine that could be imported", at: "/Resources")
        }
        addMissingBindings()
        noteUnknowns()
    }

    mutating func addResources() {
        for resource in template.resources {
            guard evaluator.exists(resource) else {
                note(.left, resource, "\(resource.type): its condition '\(resource.condition ?? "")' does not hold")
                continue
            }
            add(resource)
        }
        for name in template.unreadResources {
            let what =
                name.hasPrefix("Fn::ForEach::")
                ? "a loop whose list is not known here: give its parameter with --stack-parameters"
                : "it is no resource, or a transform that only an account does"
            note(.left, name, what, at: "/Resources/\(name)")
        }
    }

    private mutating func add(_ resource: TemplateResource) {
        switch resource.type {
        case "AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine": addMachine(resource)
        case "AWS::Serverless::Function", "AWS::Lambda::Function": addFunction(resource)
        case "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::Serverless::SimpleTable": addTable(resource)
        case "AWS::S3::Bucket": addBucket(resource)
        case "AWS::Events::Connection": addConnection(resource)
        case "AWS::StepFunctions::Activity": addActivity(resource)
        case "AWS::Events::Rule", "AWS::Scheduler::Schedule", "AWS::Pipes::Pipe": addTrigger(resource)
        case "AWS::CloudFormation::Stack", "AWS::Serverless::Application": addNested(resource)
        case "AWS::Lambda::LayerVersion", "AWS::Serverless::LayerVersion": break
        default: note(.left, resource, resource.type)
        }
    }

    /// Values that no part of the template gives.
    mutating func noteUnknowns() {
        for unknown in evaluator.unknowns {
            note(.binding, "${\(unknown.token)}", "has no value: \(unknown.reason)", at: unknown.pointer)
        }
    }
}

extension ImportedProject {
    /// Imports a template.
    package init(importing template: Template, as stack: Stack, files: any TemplateFiles) {
        var importing = TemplateImport(template.unrolled(as: stack, files: files), stack, files: files)
        importing.run()
        self = importing.project
    }
}
