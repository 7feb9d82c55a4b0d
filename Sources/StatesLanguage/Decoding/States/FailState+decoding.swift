extension FailState {
    static func decode(from fields: Fields) -> FailState {
        FailState(error: fields.stringField("Error"), cause: fields.stringField("Cause"))
    }
}
