import Glibc
import JSON
import Testing

/// Kills an engine at random moments, starts it again until all is done, and looks at what is left.
///
/// `BATON_CRASH_KILLS` sets how often it is killed.
@Suite(.serialized) struct EngineCrashTests {
    @Test func losesNothingAndRepeatsNothing() throws {
        let wanted = getenv("BATON_CRASH_KILLS").flatMap { Int(String(cString: $0)) } ?? 60
        var kills = 0
        var seed: UInt64 = 1
        while kills < wanted {
            kills += try campaign(seed: seed, kills: min(20, wanted - kills))
            seed += 1
        }
    }

    /// One set of executions, killed so many times at most.
    private func campaign(seed: UInt64, kills: Int) throws -> Int {
        var random = SplitMix(state: seed)
        var template = Array("/tmp/baton-crash-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        var count = 0
        while count < kills {
            guard
                let status = try run(
                    directory, "run", killAfterMicroseconds: UInt32.random(in: 5_000...150_000, using: &random))
            else {
                count += 1
                continue
            }
            #expect(status == 0, "seed \(seed): a life failed after \(count) kills")
            break
        }
        #expect(try run(directory, "run") == 0, "seed \(seed): the last life failed; see \(directory)")
        #expect(try run(directory, "check") == 0, "seed \(seed): the check found faults; see \(directory)")
        return max(count, 1)
    }

    /// Runs the dummy; its exit status, or nil where it was killed.
    private func run(_ directory: String, _ what: String, killAfterMicroseconds: UInt32? = nil) throws -> Int32? {
        let arguments: [String] = [Self.dummyPath, directory, "36", what]
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var process = pid_t()
        try #require(posix_spawn(&process, Self.dummyPath, nil, nil, &words, environ) == 0)
        var status: Int32 = 0
        // A life that is not killed has a minute.
        var left = killAfterMicroseconds ?? 60_000_000
        while waitpid(process, &status, WNOHANG) == 0 {
            guard left > 0 else {
                kill(process, SIGKILL)
                waitpid(process, &status, 0)
                return killAfterMicroseconds == nil ? -1 : nil
            }
            let step = min(left, 2_000)
            usleep(step)
            left -= step
        }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
    }

    /// The dummy lies beside the program that runs the tests.
    private static let dummyPath: String = {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink("/proc/self/exe", $0, bytes.count) } ?? -1
        }
        let program = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        return program.prefix(upTo: program.lastIndex(of: "/") ?? program.startIndex) + "/EngineCrashDummy"
    }()
}

/// A small generator whose sequence a seed decides.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
