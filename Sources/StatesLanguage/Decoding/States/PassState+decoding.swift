extension PassState {
    static func decode(from fields: Fields) -> PassState {
        fields.warnOfComputedResult()
        return PassState(
            result: fields["Result"], parameters: fields.template("Parameters"), resultPath: fields.resultPath())
    }
}
