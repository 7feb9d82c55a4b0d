import JSON

extension Fields {
    /// The string of that name.
    func string(_ name: String) -> String? {
        guard let value = self[name] else { return nil }
        if let text = value.string { return text }
        report.schema(SchemaMessage.expectedString, at: location(of: name))
        return nil
    }

    /// The string of that name, which must be one of those.
    func choice<Value: RawRepresentable & CaseIterable>(_ name: String, of type: Value.Type) -> Value?
    where Value.RawValue == String {
        guard let text = string(name) else { return nil }
        if let value = Value(rawValue: text) { return value }
        report.schema(SchemaMessage.oneOf(Value.allCases.map(\.rawValue)), at: location(of: name))
        return nil
    }

    /// The Boolean of that name.
    func bool(_ name: String) -> Bool? {
        guard let value = self[name] else { return nil }
        if let flag = value.bool { return flag }
        report.schema(SchemaMessage.expectedBoolean, at: location(of: name))
        return nil
    }

    /// The whole number of that name.
    func integer(_ name: String, in range: ClosedRange<Int64> = 0...Int64.max) -> Int64? {
        guard let value = self[name] else { return nil }
        guard let number = value.integer else {
            report.schema(SchemaMessage.expectedInteger, at: location(of: name))
            return nil
        }
        return checked(number, in: range, "\(range.lowerBound)", "\(range.upperBound)", name)
    }

    /// The number of that name.
    func number(_ name: String, in range: ClosedRange<Double>) -> Double? {
        guard let value = self[name] else { return nil }
        guard let number = value.double else {
            report.schema(SchemaMessage.expectedNumber, at: location(of: name))
            return nil
        }
        return checked(number, in: range, "\(range.lowerBound)", "\(range.upperBound)", name)
    }

    private func checked<Number>(
        _ number: Number, in range: ClosedRange<Number>, _ lower: String, _ upper: String, _ name: String
    ) -> Number? {
        if number < range.lowerBound {
            report.schema(SchemaMessage.minimum(lower), at: location(of: name))
        } else if number > range.upperBound {
            report.schema(SchemaMessage.maximum(upper), at: location(of: name))
        } else {
            return number
        }
        return nil
    }

    /// The object of that name.
    func object(_ name: String) -> Fields? {
        guard let value = self[name] else { return nil }
        if let object = value.object { return nested(object, at: location(of: name)) }
        report.schema(SchemaMessage.expectedObject, at: location(of: name))
        return nil
    }

    /// The objects in the array of that name.
    func objects(_ name: String, mayBeEmpty: Bool = true) -> [Fields] {
        guard let value = self[name] else { return [] }
        let place = location(of: name)
        guard let elements = value.array else {
            report.schema(SchemaMessage.expectedArray, at: place)
            return []
        }
        if elements.isEmpty, !mayBeEmpty { report.schema(SchemaMessage.empty, at: place) }
        return elements.enumerated().compactMap { index, element in
            if let object = element.object { return nested(object, at: place.element(index)) }
            report.schema(SchemaMessage.expectedObject, at: place.element(index))
            return nil
        }
    }

    /// The strings in the array of that name.
    func strings(_ name: String, mayBeEmpty: Bool) -> [String] {
        guard let value = self[name] else { return [] }
        let place = location(of: name)
        guard let elements = value.array else {
            report.schema(SchemaMessage.expectedArray, at: place)
            return []
        }
        if elements.isEmpty, !mayBeEmpty { report.schema(SchemaMessage.empty, at: place) }
        return elements.enumerated().compactMap { index, element in
            if let text = element.string { return text }
            report.schema(SchemaMessage.expectedString, at: place.element(index))
            return nil
        }
    }
}
