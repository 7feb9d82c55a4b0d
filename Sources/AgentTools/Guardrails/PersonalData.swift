/// Finds personal data by its form; where numbers have check digits, these decide.
///
/// Names, addresses, ages and the like have no form: they are found only where a label stands before them
/// (`Name: …`, `my name is …`).
enum PersonalData {
    private struct Entity: Sendable {
        let pattern: Pattern
        var isValid: @Sendable ([UInt8]) -> Bool = { _ in true }
    }

    /// The places of all entities of a type.
    static func ranges(of type: String, in bytes: [UInt8]) -> [Range<Int>] {
        guard let entity = table[type] else { return [] }
        return entity.pattern.ranges(in: bytes).filter { entity.isValid(Array(bytes[$0])) }
    }

    private static let table: [String: Entity] = {
        var table: [String: Entity] = [:]
        func add(_ type: String, _ text: String, _ isValid: @escaping @Sendable ([UInt8]) -> Bool = { _ in true }) {
            guard let pattern = Pattern(text) else { preconditionFailure("the pattern of \(type) is constant") }
            table[type] = Entity(pattern: pattern, isValid: isValid)
        }
        add("EMAIL", #"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.\p{L}{2,}"#)
        add(
            "PHONE",
            #"(?<![\w.+-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,4}\)[ .-]?)?\d{2,4}(?:[ .-]\d{2,4}){2,4}(?![\w-]|\.\d)"#
        ) { digits(of: $0).count >= 9 && digits(of: $0).count <= 15 && !isDate($0) }
        add("CREDIT_DEBIT_CARD_NUMBER", #"(?<![\w.-])\d(?:[ -]?\d){11,18}(?![\w-]|\.\d)"#) {
            (13...19).contains(digits(of: $0).count) && luhn(digits(of: $0))
        }
        add("CREDIT_DEBIT_CARD_CVV", #"(?i)(?<=cvv|cvc|cvv2)(?:\s*(?:is|:|=|number))*\s*\d{3,4}\b"#)
        add(
            "CREDIT_DEBIT_CARD_EXPIRY",
            #"(?i)(?<=exp|expiry|expires|expiration|valid thru)[ .:]*(?:date[ :]*)?(?:0[1-9]|1[0-2])[/-]\d{2,4}\b"#)
        add("US_SOCIAL_SECURITY_NUMBER", #"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])"#)
        add("IP_ADDRESS", #"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)"#)
        add("MAC_ADDRESS", #"(?<![\w:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:-])"#)
        add("URL", #"(?i)\b(?:https?|ftp)://[^\s<>"']+[^\s<>"'.,;:!?)\]]"#)
        add("AWS_ACCESS_KEY", #"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])"#)
        add(
            "AWS_SECRET_KEY",
            #"(?i)(?<=secret)[\w ]{0,12}(?:access)?[\w ]{0,5}key["' ]*[:= ]+["']?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"#)
        add(
            "INTERNATIONAL_BANK_ACCOUNT_NUMBER",
            #"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)"#
        ) {
            isIBAN($0)
        }
        add(
            "SWIFT_CODE", #"(?i)(?<=swift|bic)(?:\s*(?:code|is|:|=))*\s*[A-Za-z]{6}[A-Za-z0-9]{2}(?:[A-Za-z0-9]{3})?\b"#
        )
        add("PASSWORD", #"(?i)(?<=password|passwd|passphrase)\s*(?:is|:|=)+\s*\S+"#)
        add("USERNAME", #"(?i)(?<=username|user name|login)\s*(?:is|:|=)+\s*\S+"#)
        add("PIN", #"(?i)(?<=\bpin)(?:\s*(?:code|number|is|:|=))*\s*\d{4,8}\b"#)
        add(
            "NAME",
            #"(?:(?<=[Nn]ame: )|(?<=[Mm]y name is )|(?<=\bMr\. )|(?<=\bMrs\. )|(?<=\bMs\. )|(?<=\bDr\. ))\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'.-]+){0,3}"#
        )
        add("AGE", #"(?i)\b\d{1,3}[ -]years?[ -]old\b|(?i)(?<=\bage: )\d{1,3}\b"#)
        add(
            "UK_NATIONAL_INSURANCE_NUMBER",
            #"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D](?!\w)"#)
        add(
            "VEHICLE_IDENTIFICATION_NUMBER",
            #"(?<!\w)(?=[A-HJ-NPR-Z0-9]*\d)(?=[A-HJ-NPR-Z0-9]*[A-Z])[A-HJ-NPR-Z0-9]{17}(?!\w)"#)
        return table
    }()

    private static func digits(of bytes: [UInt8]) -> [Int] {
        bytes.filter { (0x30...0x39).contains($0) }.map { Int($0) - 0x30 }
    }

    /// `2026-11-23` and the like look like telephone numbers.
    private static func isDate(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.wholeMatch(of: /(19|20)\d\d[-.\/ ]\d\d?[-.\/ ]\d\d?.*/) != nil
    }

    /// Specification: ISO/IEC 7812-1, annex B.
    static func luhn(_ digits: [Int]) -> Bool {
        let sum = digits.reversed().enumerated().reduce(0) { sum, entry in
            let doubled = entry.offset.isMultiple(of: 2) ? entry.element : entry.element * 2
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }
        return sum.isMultiple(of: 10) && Set(digits).count > 1
    }

    /// Specification: ISO 13616-1, check digits modulo 97.
    private static func isIBAN(_ bytes: [UInt8]) -> Bool {
        let characters = bytes.filter { $0 != 0x20 }
        guard (15...34).contains(characters.count) else { return false }
        return (characters[4...] + characters[..<4]).reduce(0) { rest, byte in
            (0x30...0x39).contains(byte)
                ? (rest * 10 + Int(byte) - 0x30) % 97 : (rest * 100 + Int(byte) - 0x41 + 10) % 97
        } == 1
    }
}
