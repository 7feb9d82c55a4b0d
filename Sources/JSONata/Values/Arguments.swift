/// The arguments of a call: up to four in place, further ones in an array.
struct Arguments {
    private(set) var count = 0
    private var first = Value.undefined
    private var second = Value.undefined
    private var third = Value.undefined
    private var fourth = Value.undefined
    private var others: [Value] = []

    init() {}

    @inline(__always)
    init(_ first: Value) {
        count = 1
        self.first = first
    }

    @inline(__always)
    init(_ first: Value, _ second: Value) {
        count = 2
        self.first = first
        self.second = second
    }

    /// The argument at that place; undefined where there is none.
    @inline(__always)
    subscript(index: Int) -> Value {
        get {
            switch index {
            case 0: first
            case 1: second
            case 2: third
            case 3: fourth
            default: index - 4 < others.count ? others[index - 4] : .undefined
            }
        }
        set {
            switch index {
            case 0: first = newValue
            case 1: second = newValue
            case 2: third = newValue
            case 3: fourth = newValue
            default: others[index - 4] = newValue
            }
        }
    }

    mutating func append(_ value: Value) {
        switch count {
        case 0: first = value
        case 1: second = value
        case 2: third = value
        case 3: fourth = value
        default: others.append(value)
        }
        count += 1
    }
}
