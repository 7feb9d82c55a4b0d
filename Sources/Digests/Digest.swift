internal import CCrypto

/// A hash algorithm, computed by the system's libcrypto.
public enum Digest: String, CaseIterable, Sendable {
    case md5 = "MD5"
    case sha1 = "SHA-1"
    case sha256 = "SHA-256"
    case sha384 = "SHA-384"
    case sha512 = "SHA-512"

    private var algorithm: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        }
    }

    /// The hash of these bytes.
    public func hash(_ bytes: [UInt8]) -> [UInt8] {
        withOutput { output, length in
            EVP_Digest(bytes, bytes.count, output, length, algorithm, nil)
        }
    }

    /// The keyed hash (HMAC, RFC 2104) of these bytes.
    public func authenticate(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        withOutput { output, length in
            HMAC(algorithm, key, CInt(key.count), bytes, bytes.count, output, length) == nil ? 0 : 1
        }
    }

    private func withOutput(_ compute: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt32>) -> CInt) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var length: UInt32 = 0
            let status = compute(start, &length)
            precondition(status == 1, "libcrypto lacks \(rawValue)")
            count = Int(length)
        }
    }
}

extension Sequence where Element == UInt8 {
    /// The bytes as lower-case hexadecimal digits.
    public var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
    }
}
