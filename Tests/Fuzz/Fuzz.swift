import Glibc
import Synchronization

/// Feeds mutated inputs to the parsers, and ends with 1 at the first crash, hang or wrong answer, telling its number.
///
/// `Fuzz SUBJECT COUNT [--seed N] [--first N] [--key NAME] [FILE…]`: files add to the corpus, with `--key` the strings of that
/// name in them. `Fuzz SUBJECT --show N` prints the input of that number.
@main struct Fuzz {
    private static let usage =
        "usage: Fuzz \(Subject.allCases.map(\.rawValue).joined(separator: "|")) COUNT|--show N [--seed N] [--first N] [--key NAME] [FILE…]"
    /// No input may take longer.
    private static let longestSeconds: UInt32 = 20

    static func main() {
        var arguments = CommandLine.arguments.dropFirst()
        func option(_ name: String) -> String? {
            guard let index = arguments.firstIndex(of: name), index + 1 < arguments.endIndex else { return nil }
            defer { arguments.removeSubrange(index...(index + 1)) }
            return arguments[index + 1]
        }
        let seed = option("--seed").flatMap { UInt64($0) } ?? 1
        let first = option("--first").flatMap { UInt64($0) } ?? 0
        let shown = option("--show").flatMap { UInt64($0) }
        let key = option("--key")
        guard let subject = arguments.popFirst().flatMap(Subject.init) else { return fail(usage) }
        var count: UInt64 = 0
        if shown == nil {
            guard let given = arguments.popFirst().flatMap({ UInt64($0) }) else { return fail(usage) }
            count = given
        }
        var corpus = Corpus(subject)
        for path in arguments {
            guard let bytes = read(path) else { return fail("cannot read \(path)") }
            corpus.add(bytes, key: key)
        }
        let mutator = Mutator(corpus: corpus.texts, tokens: corpus.tokens, seed: seed)
        if let shown { return print(String(decoding: mutator.input(shown), as: UTF8.self)) }
        tellOfCrashes()
        for number in first..<first + count {
            Self.number.store(number, ordering: .relaxed)
            alarm(Self.longestSeconds)
            if let fault = subject.check(mutator.input(number)) { return fail("input \(number): \(fault)") }
        }
        print(
            "\(subject.rawValue): \(count) inputs from seed \(seed), \(corpus.texts.count) texts in the corpus: no crash, no hang"
        )
    }

    private static let number = Atomic<UInt64>(0)

    private static func tellOfCrashes() {
        for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGALRM] {
            Glibc.signal(signal) { signal in
                let what = signal == SIGALRM ? "hangs" : "crashes"
                let line = "input \(Fuzz.number.load(ordering: .relaxed)) \(what)\n"
                _ = write(2, line, line.utf8.count)
                _exit(1)
            }
        }
    }

    private static func fail(_ reason: String) {
        let line = "\(reason)\n"
        _ = write(2, line, line.utf8.count)
        exit(1)
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }
}
