import JSON
package import StatesLanguage

extension DefinitionCompiler {
    /// Lowers what agent states there are, and compiles the plain definition.
    ///
    /// - Parameter prices: what models cost.
    package func compileLowering(
        _ bytes: [UInt8], as syntax: DocumentSyntax = .json, prices: PriceTable = .listed
    ) -> Compilation {
        guard let document = try? Document(reading: bytes, as: syntax) else { return compile(bytes, as: syntax) }
        let lowering = Lowering(document, prices: prices)
        guard !lowering.origins.isEmpty || !lowering.diagnostics.isEmpty else { return compile(bytes, as: syntax) }
        return compile(lowering)
    }

    /// The same for a document that has been read.
    package func compileLowering(_ document: Document, prices: PriceTable = .listed) -> Compilation {
        let lowering = Lowering(document, prices: prices)
        guard !lowering.origins.isEmpty || !lowering.diagnostics.isEmpty else { return compile(document) }
        return compile(lowering)
    }

    private func compile(_ lowering: Lowering) -> Compilation {
        guard let plain = lowering.document else {
            return Compilation(machine: nil, diagnostics: lowering.diagnostics, document: nil, map: SourceMap())
        }
        let compilation = compile(plain)
        return Compilation(
            machine: compilation.machine,
            diagnostics: lowering.diagnostics + lowering.translating(compilation.diagnostics),
            document: compilation.document, map: compilation.map,
            variableReferences: compilation.variableReferences)
    }
}
