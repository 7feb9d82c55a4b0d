import StatesLanguage

/// A suite that was read, with the machine that it tests.
package struct SuiteFile: Sendable {
    package let path: String
    package let machinePath: String
    package let suite: TestSuite
    package let tested: TestedMachine

    /// - Parameters:
    ///   - path: the path of the suite; what it names is relative to its folder.
    ///   - readFile: reads any file.
    /// - Throws: `SuiteFileError` with everything that is wrong with the suite or the definition.
    package init(path: String, readFile: @escaping FileReader) throws(SuiteFileError) {
        self.path = path
        let folder = Self.folder(of: path)
        func place(_ name: String) -> String { name.hasPrefix("/") ? name : folder + name }
        func read(_ path: String) throws(SuiteFileError) -> [UInt8] {
            do { return try readFile(path) } catch { throw SuiteFileError(lines: ["\(error)"]) }
        }
        let bytes = try read(path)
        do throws(SuiteError) {
            suite = try TestSuite(reading: bytes, as: DocumentSyntax(fileName: path) ?? .yaml) {
                try readFile(place($0))
            }
        } catch {
            throw SuiteFileError(lines: [error.text(file: path)])
        }
        machinePath = place(suite.machine)
        let definition: [UInt8]
        do throws(SuiteFileError) {
            definition = try read(machinePath)
        } catch {
            let suite = suite
            throw SuiteFileError(lines: error.lines.map { suite.error(atMachine: $0).text(file: path) })
        }
        do throws(DefinitionErrors) {
            tested = try TestedMachine(
                reading: definition, as: DocumentSyntax(fileName: machinePath) ?? .yaml,
                substitutions: suite.substitutions)
        } catch {
            throw SuiteFileError(lines: [error.text(file: machinePath)])
        }
        let misnomers = suite.misnomers(in: tested)
        guard misnomers.isEmpty else { throw SuiteFileError(lines: misnomers.map { $0.text(file: path) }) }
    }

    /// Where the history of a snapshot test is kept.
    package func snapshotPath(of test: TestCase) -> String {
        let safe = String(test.name.map { $0.isLetter || $0.isNumber ? $0 : "-" })
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return "\(Self.folder(of: path))snapshots/\(name).\(safe).txt"
    }

    /// The part up to the last `/`; empty where there is none.
    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }
}

/// Why a suite cannot be run: lines with file, line and column.
package struct SuiteFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let lines: [String]

    package var description: String { lines.joined(separator: "\n") }
}
