/// Judges a text without a model: by phrases, and by words in common.
///
/// It finds what is said in plain words only; the answer of the guardrail says that it was this that judged.
enum ContentHeuristics {
    enum Confidence: Int, Sendable, Comparable {
        case none, low, medium, high

        static func < (left: Confidence, right: Confidence) -> Bool { left.rawValue < right.rawValue }

        var text: String { ["NONE", "LOW", "MEDIUM", "HIGH"][rawValue] }
    }

    /// How sure it is that a text has content of a type: Bedrock's names of content filters.
    static func confidence(of type: String, in bytes: [UInt8]) -> Confidence {
        for (pattern, confidence) in phrases[type] ?? [] where !pattern.ranges(in: bytes).isEmpty { return confidence }
        return .none
    }

    private static let phrases: [String: [(Pattern, Confidence)]] = {
        func patterns(_ texts: [(String, Confidence)]) -> [(Pattern, Confidence)] {
            texts.compactMap { text, confidence in Pattern(text, ignoresCase: true).map { ($0, confidence) } }
        }
        return [
            "PROMPT_ATTACK": patterns([
                (
                    #"\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:instructions?|rules|prompts?|guidelines)\b"#,
                    .high
                ),
                (#"\b(?:reveal|print|show|repeat|output)\b[^.\n]{0,30}\bsystem prompt\b"#, .high),
                (#"\byou are now (?:DAN|in developer mode|unrestricted|jailbroken)\b"#, .high),
                (#"\b(?:do anything now|developer mode|jailbreak)\b"#, .medium),
                (
                    #"\bpretend (?:you|that you) (?:have|are|can)\b[^.\n]{0,40}\b(?:no|without) (?:rules|restrictions|limits)\b"#,
                    .high
                ),
            ]),
            "VIOLENCE": patterns([
                (
                    #"\b(?:how (?:to|do i|can i)|i (?:will|want to|am going to)|help me)\b[^.\n]{0,30}\b(?:kill|murder|stab|shoot|bomb|poison|strangle)\b"#,
                    .high
                ),
                (#"\b(?:build|make|assemble)\b[^.\n]{0,20}\b(?:a bomb|explosives?|pipe bomb)\b"#, .high),
                (#"\b(?:massacre|beheading|torture (?:him|her|them|someone))\b"#, .medium),
            ]),
            "HATE": patterns([
                (
                    #"\b(?:all|those|these) (?:\w+ ){0,2}(?:people|immigrants|foreigners|women|men|jews|muslims|christians|gays)\b[^.\n]{0,20}\b(?:are|should) (?:\w+ )?(?:vermin|inferior|subhuman|die|be eliminated|scum)\b"#,
                    .high
                )
            ]),
            "INSULTS": patterns([
                (
                    #"\byou(?:'re| are)? (?:an? |such an? )?(?:\w+ )?(?:idiot|moron|imbecile|loser|pathetic|worthless|stupid)\b"#,
                    .high
                ),
                (#"\b(?:idiot|moron|imbecile)s?\b"#, .medium),
            ]),
            "SEXUAL": patterns([(#"\b(?:porn\w*|explicit sex\w*|nude photos?|sexual intercourse)\b"#, .high)]),
            "MISCONDUCT": patterns([
                (
                    #"\b(?:how (?:to|do i|can i)|help me|teach me)\b[^.\n]{0,40}\b(?:hack|steal|launder|forge|counterfeit|shoplift|break into|evade taxes|phish\w*|cook meth\w*)\b"#,
                    .high
                )
            ]),
        ]
    }()

    static let profanity = Pattern(
        #"\b(?:fuck\w*|shit\w*|bullshit|asshole\w*|bitch\w*|bastard\w*|cunt\w*|dickhead\w*|motherfuck\w*|wank\w*)\b"#,
        ignoresCase: true)

    // MARK: Words in common

    /// Whether a text is about a denied topic: it has most of the words of the topic's name, or of an example.
    static func isAbout(_ texts: [String], _ text: String) -> Bool {
        let words = Set(words(of: text))
        return texts.contains { topic in
            let wanted = Set(self.words(of: topic))
            guard !wanted.isEmpty else { return false }
            let common = wanted.intersection(words).count
            return wanted.count <= 2 ? common == wanted.count : Double(common) >= Double(wanted.count) * 0.6
        }
    }

    /// The part of the words of a text that another one has too, from 0 to 1.
    static func share(of text: String, in other: String) -> Double {
        let wanted = words(of: text)
        guard !wanted.isEmpty else { return 1 }
        let there = Set(words(of: other))
        return Double(wanted.count(where: there.contains)) / Double(wanted.count)
    }

    private static let common: Set<String> = [
        "about", "after", "also", "and", "any", "are", "can", "could", "did", "does", "for", "from", "had", "has",
        "have",
        "how", "into", "its", "may", "more", "not", "our", "out", "should", "that", "the", "their", "them", "then",
        "there",
        "they", "this", "was", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you",
        "your",
    ]

    /// The words that carry meaning, in lower case and without a plural's s.
    static func words(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
            .filter { $0.count > 2 && !common.contains($0) }
            .map { $0.count > 3 && $0.hasSuffix("s") ? String($0.dropLast()) : $0 }
    }
}
