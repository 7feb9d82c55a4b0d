/// How a caller names a Lambda function: `echo`, `echo:prod`, `123456789012:function:echo` or a whole ARN.
struct LambdaFunctionName: Hashable, Sendable {
    /// As the caller wrote it.
    let text: String
    let name: String
    /// A version or an alias.
    let qualifier: String?
    private let account: String?
    private let region: String?

    /// - Returns: nothing where no function can have such a name.
    ///
    /// Specification: Lambda API, `Invoke`, `FunctionName`.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let rest: ArraySlice<String>
        switch parts.firstIndex(of: "function") {
        case 5? where parts.count >= 7 && parts[0] == "arn" && parts[2] == "lambda":
            (region, account, rest) = (parts[3], parts[4], parts[6...])
        case 1? where parts.count >= 3: (region, account, rest) = (nil, parts[0], parts[2...])
        case nil: (region, account, rest) = (nil, nil, parts[...])
        default: return nil
        }
        guard let name = rest.first, (1...2).contains(rest.count), (1...140).contains(name.utf8.count),
            name.utf8.allSatisfy(Self.isNameByte)
        else { return nil }
        self.text = text
        self.name = name
        qualifier = rest.dropFirst().first
    }

    /// The function's ARN, with the account and region of the caller where the name has none.
    func arn(region: String, account: String, qualifier: String?) -> String {
        let suffix = (self.qualifier ?? qualifier).map { ":\($0)" } ?? ""
        return "arn:aws:lambda:\(self.region ?? region):\(self.account ?? account):function:\(name)\(suffix)"
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
