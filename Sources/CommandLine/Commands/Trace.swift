import ArgumentParser
import JSON
import Journal
import Telemetry

/// `baton trace`
struct Trace: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print or send the spans of an execution, for OpenTelemetry.",
        discussion: """
            Prints the spans with their times, tokens and costs. With --otlp they go to an OTLP/HTTP receiver; with \
            --send to the one of 'telemetry' in baton.yaml or of the variables OTEL_EXPORTER_OTLP_…; 'run' and 'serve' \
            send to it while they work. The same execution always has the same ids. What agents said stays here unless \
            --content is given.

            Example:
              baton trace last --otlp http://127.0.0.1:4318
            """)

    @OptionGroup var subject: ExecutionOptions

    @Option(name: .long, help: ArgumentHelp("Send to this OTLP/HTTP receiver.", valueName: "url"))
    var otlp: String?

    @Flag(name: .long, help: "Send to the receiver of the configuration.")
    var send = false

    @Flag(
        name: .long,
        help: "With prompts, answers, inputs and outputs; keys, addresses and card numbers are blacked out.")
    var content = false

    @Option(
        name: .long, help: ArgumentHelp("The configuration.", discussion: "Default: 'baton.yaml'.", valueName: "file"),
        completion: .file())
    var config: String?

    @OptionGroup var output: OutputOptions

    func run() throws { try subject.read(show) }

    private func show(_ record: ExecutionRecord, in journal: any ExecutionJournal) throws {
        let settings = try telemetrySettings(for: record, journal)
        let traces = try journal.traces(of: record)
        if otlp != nil || send { try deliver(traces, settings) }
        if output.json {
            let document = OTLPDocument(resource: settings.resource, version: Version.text)
            let spans = traces.flatMap { $0.spans(content: settings.content) }
            return Terminal.standardOutput.write(document.traces(spans).prettyText + "\n")
        }
        if otlp == nil, !send { SpanTree(traces).print(to: .standardOutput) }
    }

    private func telemetrySettings(
        for record: ExecutionRecord, _ journal: any ExecutionJournal
    ) throws -> TelemetrySettings {
        let source = SourceRegistry(journal: journal).source(ofMachine: record.stateMachineArn)
        let settings = try Settings(
            path: config ?? source?.configuration, folder: source?.folder ?? Files.currentFolder)
        var telemetry = settings.telemetry
        if let otlp {
            guard otlp.hasPrefix("http://") || otlp.hasPrefix("https://") else {
                throw Failure.usage("'--otlp \(otlp)' must begin with http:// or https://")
            }
            telemetry.use(endpoint: otlp, headers: telemetry.traces?.headers ?? [])
        } else if send, !telemetry.isEnabled {
            throw Failure.usage(
                "there is no receiver: set 'telemetry' in baton.yaml or OTEL_EXPORTER_OTLP_ENDPOINT, or give --otlp")
        }
        do throws(TelemetryFault) {
            if content { try telemetry.captureContent() }
        } catch {
            throw Failure.usage("\(error)")
        }
        return telemetry
    }

    private func deliver(_ traces: [ExecutionTrace], _ settings: TelemetrySettings) throws {
        let spans = traces.flatMap { $0.spans(content: settings.content) }
        var metrics = ModelMetrics()
        for trace in traces {
            for node in trace.nodes { metrics.record(node) }
        }
        let faults = OTLPExporter(settings: settings, version: Version.text)
            .send(spans: spans, histograms: metrics.histograms)
        guard faults.isEmpty else { throw Failure.found(faults.joined(separator: "\n")) }
        let count = "\(spans.count) \(spans.count == 1 ? "span" : "spans")"
        if !output.json { Terminal.standardOutput.write("sent \(count) of trace \(spans.first?.traceID ?? "")\n") }
    }
}
