import Foundation
import JSON
import Testing

@testable import Graph

/// Definitions that others published; skipped where they are not there.
private let corpus: [String] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../shared/corpus/definitions")
    let files = FileManager.default.enumerator(at: folder.standardizedFileURL, includingPropertiesForKeys: nil)
    return (files?.compactMap { ($0 as? URL)?.path } ?? []).filter { $0.hasSuffix(".json") }.sorted()
}()

@Suite struct CorpusTests {
    @Test(.enabled(if: !corpus.isEmpty, "the corpus is not beside the repository"), arguments: corpus)
    func drawsPublishedDefinitions(path: String) throws {
        let bytes = try Data(contentsOf: URL(filePath: path))
        // Some are JSON only once their placeholders are replaced.
        guard let definition = try? JSONValue(parsing: Array(bytes)) else { return }
        let drawing = FlowDrawing(FlowGraph(definition: definition))
        expectSound(drawing)
        expectWellFormed(drawing.svg(title: path))
    }
}
