import JSON
package import StatesLanguage

extension DefinitionCompiler {
    /// Lowers what agent states there are, and compiles the plain definition.
    package func compileLowering(_ bytes: [UInt8], as syntax: DocumentSyntax = .json) -> Compilation {
        guard let document = try? Document(reading: bytes, as: syntax) else { return compile(bytes, as: syntax) }
        let lowering = Lowering(document)
        guard !lowering.origins.isEmpty || !lowering.diagnostics.isEmpty else { return compile(bytes, as: syntax) }
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
