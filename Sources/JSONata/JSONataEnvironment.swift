/// What an evaluation takes from outside: the time, the source of randomness, and its bounds.
public struct JSONataEnvironment: Sendable {
    /// Bounds that turn runaway expressions into errors with the code `U1001`.
    public struct Limits: Sendable {
        /// How many evaluations may be nested; `nil` for the dialect's own bound.
        public var maximumDepth: Int?
        /// About how much memory the values alive may take; `nil` for the dialect's own bound.
        public var maximumMemoryBytes: Int?
        /// How many steps (evaluations of an operator, a path, a call) one evaluation may take.
        public var maximumSteps: Int
        /// How long one evaluation may take, measured by `clockMilliseconds`; without a clock there is no such bound.
        public var maximumMilliseconds: Int64?
        /// A clock for `maximumMilliseconds`; only differences count.
        public var clockMilliseconds: (@Sendable () -> Int64)?
        /// How much of the calling thread's stack the evaluation may use; take at most half of a small stack.
        public var maximumStackBytes: Int

        public init(
            maximumDepth: Int? = nil, maximumMemoryBytes: Int? = nil, maximumSteps: Int = 50_000_000,
            maximumMilliseconds: Int64? = nil, clockMilliseconds: (@Sendable () -> Int64)? = nil,
            maximumStackBytes: Int = 4 << 20
        ) {
            self.maximumDepth = maximumDepth
            self.maximumMemoryBytes = maximumMemoryBytes
            self.maximumSteps = maximumSteps
            self.maximumMilliseconds = maximumMilliseconds
            self.clockMilliseconds = clockMilliseconds
            self.maximumStackBytes = maximumStackBytes
        }
    }

    /// What `$now()` and `$millis()` give: milliseconds since 1970 in UTC, the same throughout one evaluation.
    public var nowMilliseconds: Int64
    /// Where `$random()`, `$shuffle()` and `$uuid()` start: the same seed gives the same numbers.
    public var randomSeed: UInt64
    public var limits: Limits

    public init(nowMilliseconds: Int64 = 0, randomSeed: UInt64 = 0, limits: Limits = Limits()) {
        self.nowMilliseconds = nowMilliseconds
        self.randomSeed = randomSeed
        self.limits = limits
    }
}
