package import Engine
package import Interpreter

/// Several observers as one.
package struct ObserverGroup: ExecutionObserver {
    private let observers: [any ExecutionObserver]

    package init(_ observers: [any ExecutionObserver]) { self.observers = observers }

    package func observe(_ header: ExecutionHeader, _ events: [HistoryEvent]) {
        for observer in observers { observer.observe(header, events) }
    }

    package func started(_ header: ExecutionHeader) {
        for observer in observers { observer.started(header) }
    }

    package func ended(_ header: ExecutionHeader, _ outcome: Outcome) {
        for observer in observers { observer.ended(header, outcome) }
    }

    package func proceeded(_ header: ExecutionHeader, _ progress: MapRunProgress) {
        for observer in observers { observer.proceeded(header, progress) }
    }
}
