import Graph
import Replay

/// Drawings of machines with what tests reached.
struct CoverageDrawing {
    private let session: TestSession

    init(_ session: TestSession) { self.session = session }

    /// Writes one drawing to a file, or each to a file of the folder, named as its machine.
    ///
    /// - Throws: `Failure` where several drawings would go to one file.
    func write(to path: String) throws(Failure) {
        guard path.hasSuffix(".svg") || path == "-" else {
            try Files.makeFolder(path)
            for (file, coverage) in session.coverages {
                try Files.write(Self.svg(file, coverage), to: "\(path)/\(Self.name(of: file)).svg")
            }
            return
        }
        guard session.coverages.count == 1, let (file, coverage) = session.coverages.first else {
            throw .usage("there are \(session.coverages.count) machines: name a folder instead of '\(path)'")
        }
        try Files.write(Self.svg(file, coverage), to: path)
    }

    private static func name(of file: SuiteFile) -> String {
        String(Files.name(of: file.machinePath).prefix { $0 != "." })
    }

    private static func svg(_ file: SuiteFile, _ coverage: Coverage) -> String {
        FlowDrawing(FlowGraph(definition: file.tested.source)).svg(
            title: "\(file.machinePath): \(coverage.percentage) % reached", status: FlowStatus(coverage))
    }
}

extension FlowStatus {
    /// What was reached is drawn as done, with how often; what was not stands out.
    fileprivate init(_ coverage: Coverage) {
        self.init(execution: .succeeded)
        for name in coverage.states {
            let count = coverage.hitCount(ofState: name)
            states[name] = count > 0 ? .succeeded : .missed
            if count > 1 { counts[name] = count }
        }
        for item in coverage.items where coverage.hitCount(item) > 0 {
            guard let way = item.way else { continue }
            ways.insert(Way(from: way.from, to: way.to, isCaught: way.isCaught))
        }
    }
}
