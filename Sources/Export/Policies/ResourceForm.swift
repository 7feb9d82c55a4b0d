/// How the address of a resource is made from a name that a task gives.
struct ResourceForm: Hashable {
    /// The service's name in addresses.
    let service: String
    /// What comes after the account, with `{}` for the name: `table/{}`.
    let pattern: String
    let hasRegion: Bool
    let hasAccount: Bool

    init(_ service: String, _ pattern: String, hasRegion: Bool = true, hasAccount: Bool = true) {
        self.service = service
        self.pattern = pattern
        self.hasRegion = hasRegion
        self.hasAccount = hasAccount
    }

    /// An address in the deployment's account, with `*` where the name is not known.
    func address(_ name: String) -> Text {
        let parts = pattern.split(separator: "{}", omittingEmptySubsequences: false).map(String.init)
        let resource = parts.joined(separator: name)
        let region: Text = hasRegion ? Text(.region) : ""
        let account: Text = hasAccount ? Text(.account) : ""
        return "arn:\(.partition):\(service):\(region):\(account):\(resource)"
    }
}
