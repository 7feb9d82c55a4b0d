/// A `${Token}` of an exported definition: something that an account decides.
package struct DefinitionToken: Sendable, Hashable {
    package let name: String
    /// What stands in its place on this machine; nil where the author left it open.
    package let local: String?
    /// What stands in its place in a deployment.
    package let value: Value
}

/// A definition whose names and addresses are left to the account.
package struct ExportedDefinition: Sendable, Hashable {
    package let machine: String
    /// The definition as JSON; with the tokens' local values in their place it is what runs here, byte for byte.
    package let text: String
    /// In the order of their names.
    package let tokens: [DefinitionToken]
}
