/// What `$states` has besides `input` and `context`, which are always there.
///
/// Source: Step Functions Developer Guide, "Transforming data with JSONata", "Reserved variable".
struct StatesOffer: OptionSet {
    let rawValue: Int

    /// `$states.result`.
    static let result = StatesOffer(rawValue: 1)
    /// `$states.errorOutput`.
    static let errorOutput = StatesOffer(rawValue: 2)

    /// `input` and `context` only.
    static let always: StatesOffer = []

    func has(_ field: String) -> Bool {
        switch field {
        case "input", "context": true
        case "result": contains(.result)
        case "errorOutput": contains(.errorOutput)
        default: false
        }
    }
}
