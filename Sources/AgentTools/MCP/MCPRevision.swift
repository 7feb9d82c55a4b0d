/// Revisions of the protocol, by date.
///
/// Up to 2025-11-25 a session begins with a handshake; from 2026-07-28 on each request says everything by itself.
enum MCPRevision: String, Sendable, CaseIterable {
    case november2024 = "2024-11-05"
    case march2025 = "2025-03-26"
    case june2025 = "2025-06-18"
    case november2025 = "2025-11-25"
    case july2026 = "2026-07-28"

    static let newest = july2026
    /// The newest that has sessions.
    static let newestWithSessions = november2025

    var hasSessions: Bool { self != .july2026 }
}
