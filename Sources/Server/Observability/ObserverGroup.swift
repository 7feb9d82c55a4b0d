package import Engine
package import Interpreter

/// Several observers as one.
package struct ObserverGroup: ExecutionObserver {
    private let observers: [any ExecutionObserver]

    package init(_ observers: [any ExecutionObserver]) { self.observers = observers }

    package func observe(_ header: ExecutionHeader, _ events: [HistoryEvent]) {
        for observer in observers { observer.observe(header, events) }
    }
}
