import Testing

@testable import Fuzz

/// Some of the inputs that `make fuzz` tries a million of.
@Suite struct FuzzTests {
    @Test(arguments: Subject.allCases) func takesMutatedInputs(_ subject: Subject) {
        let corpus = Corpus(subject)
        let mutator = Mutator(corpus: corpus.texts, tokens: corpus.tokens, seed: 20_26)
        for number in 0..<1_500 as Range<UInt64> {
            let fault = subject.check(mutator.input(number))
            #expect(fault == nil, "\(subject): input \(number)")
        }
    }

    /// The number of an input is enough to have it again.
    @Test func makesTheSameInputAgain() {
        let corpus = Corpus(.jsonpath)
        let mutators = [1, 1, 2].map { Mutator(corpus: corpus.texts, tokens: corpus.tokens, seed: $0) }
        let inputs = mutators.map { mutator in (0..<50).map { mutator.input($0) } }
        #expect(inputs[0] == inputs[1])
        #expect(inputs[0] != inputs[2])
    }
}
