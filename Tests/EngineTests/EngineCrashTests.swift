import Glibc
import JSON
import Testing
import TestSupport

@testable import EngineCrashDummy

/// Kills an engine at random moments, starts it again until all is done, and looks at what is left.
///
/// `BATON_CRASH_KILLS` sets how often it is killed, `BATON_CRASH_SEED` the seed of the first campaign.
@Suite(.serialized) struct EngineCrashTests {
    @Test func losesNothingAndRepeatsNothing() throws {
        let wanted = getenv("BATON_CRASH_KILLS").flatMap { Int(String(cString: $0)) } ?? 60
        var kills = 0
        var seed = getenv("BATON_CRASH_SEED").flatMap { UInt64(String(cString: $0)) } ?? 1
        while kills < wanted {
            kills += try campaign(seed: seed, kills: min(20, wanted - kills))
            seed += 1
        }
        print("killed \(kills) times")
    }

    /// Commits that fail, as on a full disk: whoever was told of success finds it so, and all goes on afterwards.
    @Test(arguments: 1...3 as ClosedRange<UInt64>) func survivesCommitsThatFail(seed: UInt64) throws {
        var template = Array("/tmp/baton-faults-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        #expect(try run(directory, "\(seed)") == 0, "seed \(seed): the life failed; see \(directory)")
        #expect(try run(directory, "check") == 0, "seed \(seed): the check found faults; see \(directory)")
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
        // A campaign that was over before the first kill must not go on for ever.
        #expect(count > 0, "seed \(seed): all was done before the first kill")
        return max(count, 1)
    }

    /// Runs the dummy; its exit status, or nil where it was killed.
    private func run(_ directory: String, _ what: String, killAfterMicroseconds: UInt32? = nil) throws -> Int32? {
        let arguments: [String] = [Self.dummyPath, directory, "34", what]
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
