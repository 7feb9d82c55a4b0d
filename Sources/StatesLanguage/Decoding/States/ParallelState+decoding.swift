import JSON

extension ParallelState {
    static func decode(from fields: Fields) -> ParallelState {
        fields.require("Branches")
        let branches = fields.objects("Branches", mayBeEmpty: false).compactMap { branch in
            Workflow.decode(branch, allowed: .branch, in: fields.context.nested(), isIsolated: false)
        }
        return ParallelState(
            branches: branches, arguments: fields.template("Parameters") ?? fields.template("Arguments"),
            resultSelector: fields.template("ResultSelector"), resultPath: fields.resultPath(),
            retriers: fields.retriers(), catchers: fields.catchers())
    }
}
