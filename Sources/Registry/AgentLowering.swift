package import AgentStates

/// What lowering takes besides the definition.
package struct AgentLowering: Sendable {
    /// What models cost.
    package var prices: PriceTable
    /// Adds to a definition what the servers of its tools say of them.
    ///
    /// Throws what is wrong, in words.
    package var completingTools: @Sendable (_ definition: String) throws -> String

    package init(
        prices: PriceTable = .listed, completingTools: @escaping @Sendable (String) throws -> String = { $0 }
    ) {
        self.prices = prices
        self.completingTools = completingTools
    }
}
