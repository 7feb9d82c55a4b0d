/// The variables of one call of a function, block or tuple, in the slots that the compiler gave them.
final class Frame: ManagedBuffer<Frame.Header, Value> {
    struct Header {
        let count: Int
        /// The frame of the code around.
        let parent: Frame?
    }

    static func make(_ count: Int, parent: Frame?) -> Frame {
        let buffer = Frame.create(minimumCapacity: count) { _ in Header(count: count, parent: parent) }
        buffer.withUnsafeMutablePointerToElements { $0.initialize(repeating: .unbound, count: count) }
        // `create` makes an instance of the class that it is called on.
        return unsafeDowncast(buffer, to: Frame.self)
    }

    deinit {
        _ = withUnsafeMutablePointers { header, elements in
            elements.deinitialize(count: header.pointee.count)
        }
    }

    @inline(__always)
    var parent: Frame? { header.parent }

    @inline(__always)
    subscript(slot: Int) -> Value {
        get {
            withUnsafeMutablePointers { header, elements in
                precondition(slot < header.pointee.count)
                return elements[slot]
            }
        }
        set {
            withUnsafeMutablePointers { header, elements in
                precondition(slot < header.pointee.count)
                elements[slot] = newValue
            }
        }
    }

    /// The frame that many levels out.
    @inline(__always)
    func ancestor(_ depth: Int) -> Frame {
        var frame = self
        for _ in 0..<depth {
            guard let parent = frame.parent else { return frame }
            frame = parent
        }
        return frame
    }
}
