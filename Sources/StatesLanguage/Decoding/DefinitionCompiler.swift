import JSON

/// Turns the text of a definition into a machine, or tells everything that is wrong with it.
///
/// Agent states are not its concern: they are lowered to plain ones before. The deepest texts that it takes need about
/// 1 MB of stack as JSON, 2 MB as YAML.
package struct DefinitionCompiler: Sendable {
    /// The most bytes of UTF-8 that a definition may have.
    package static let maximumByteCount = 1_048_576

    package let machineType: StateMachineType
    /// The values of `${Token}`s; nil where these are ordinary text, as in the API of the service.
    package let substitutions: [String: String]?

    package init(machineType: StateMachineType = .standard, substitutions: [String: String]? = nil) {
        self.machineType = machineType
        self.substitutions = substitutions
    }

    /// Compiles the text of a definition.
    package func compile(_ text: String, as syntax: DocumentSyntax = .json) -> Compilation {
        compile(Array(text.utf8), as: syntax)
    }

    /// Compiles the text of a definition, which must be UTF-8.
    package func compile(_ bytes: [UInt8], as syntax: DocumentSyntax = .json) -> Compilation {
        read(bytes, as: syntax, thenCompile: compile)
    }

    /// Compiles a definition that was read already.
    package func compile(_ document: Document) -> Compilation {
        compile(document) { report in
            let outline = WorkflowOutline(location: .root, isIsolated: true)
            let machine = StateMachine.decode(document.value, outline: outline, as: machineType, report)
            check(outline, report)
            return (machine, outline)
        }
    }

    /// Compiles the definition of a single state, as TestState takes it.
    ///
    /// The machine of the compilation starts at that state. The states that it names in `Next` and the like are there as
    /// Succeed states.
    ///
    /// - Parameter name: the name of the state, which the definition does not have.
    package func compileState(_ text: String, name: String = "StateName", as syntax: DocumentSyntax = .json)
        -> Compilation
    {
        read(Array(text.utf8), as: syntax) { compileState($0, name: name) }
    }

    /// Compiles the definition of a single state that was read already; positions are those of the state's own text.
    package func compileState(_ document: Document, name: String = "StateName") -> Compilation {
        let placed = Document(value: document.value, map: document.map.moved(to: "/States/\(SourceMap.escape(name))"))
        return compile(placed) { report in
            let outline = WorkflowOutline(location: .root, isIsolated: true)
            let machine = StateMachine.decodeState(
                document.value, name: name, outline: outline, as: machineType, report)
            for child in outline.states.flatMap(\.children) { checkGraph(of: child, report) }
            checkNames(in: outline, report)
            return (machine, outline)
        }
    }

    // MARK: Steps

    private func read(
        _ bytes: [UInt8], as syntax: DocumentSyntax, thenCompile compile: (Document) -> Compilation
    ) -> Compilation {
        guard bytes.count <= Self.maximumByteCount else {
            return Compilation(
                refusedBecause: Diagnostic(
                    code: DiagnosticCode.tooLarge,
                    message: "The definition has \(bytes.count) bytes, the most allowed is \(Self.maximumByteCount)"))
        }
        do throws(Diagnostic) {
            guard let substitutions else { return compile(try Document(reading: bytes, as: syntax)) }
            let text = syntax == .json ? replacingBareTokens(in: bytes, by: substitutions) : bytes
            let document = try Document(reading: text, as: syntax)
            let (substituted, unresolved) = document.substituting(substitutions)
            return compile(substituted).adding(
                unresolved.map { token, place in
                    Diagnostic(
                        severity: .warning, code: DiagnosticCode.unresolvedSubstitution,
                        message: "No value is given for '${\(token)}'", location: place.text,
                        position: document.map.position(of: place.pointer))
                })
        } catch {
            return Compilation(refusedBecause: error)
        }
    }

    private func compile(
        _ document: Document, decode: (Report) -> (machine: StateMachine?, outline: WorkflowOutline)
    ) -> Compilation {
        let report = Report(map: document.map)
        let (machine, outline) = decode(report)
        DuplicateFieldRule.check(document.map, outline, report)
        return Compilation(
            machine: report.diagnostics.hasErrors ? nil : machine, diagnostics: report.diagnostics,
            document: document.value, map: document.map, variableReferences: outline.variableReferences)
    }

    private func check(_ outline: WorkflowOutline, _ report: Report) {
        TransitionTargetRule.check(outline, report)
        TerminalStateRule.check(outline, report)
        if TerminalStateRule.holds(for: outline) { ReachabilityRule.check(outline, report) }
        for child in outline.states.flatMap(\.children) { checkGraph(of: child, report) }
        checkNames(in: outline, report)
    }

    /// The graph of a workflow inside a state, and of those inside its own.
    private func checkGraph(of outline: WorkflowOutline, _ report: Report) {
        outline.forEachWorkflow { workflow in
            TransitionTargetRule.check(workflow, report)
            ReachabilityRule.check(workflow, report)
        }
    }

    private func checkNames(in outline: WorkflowOutline, _ report: Report) {
        StateNameRule.check(outline, report)
        LabelRule.check(outline, report)
        VariableRule.check(outline, report)
    }
}

extension SourceMap {
    /// The same places for a document that stands inside another one.
    fileprivate func moved(to pointer: String) -> SourceMap {
        var map = SourceMap()
        for (place, position) in positions { map.record(pointer + place, at: position) }
        return map
    }
}
