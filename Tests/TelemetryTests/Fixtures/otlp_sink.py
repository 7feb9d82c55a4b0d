"""A strict receiver of OTLP/HTTP: what the protocol's own definitions do not take is a fault.

usage: otlp_sink.py REPORT [--busy-once]

Prints the port it listens on. REPORT is a JSON file, written anew with each request: {"spans", "metrics", "headers", "faults"}.
With --busy-once the first request is answered with 503.
"""
import base64
import http.server
import json
import os
import sys
import threading

from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

report = {"spans": [], "metrics": [], "headers": [], "faults": []}
lock = threading.Lock()
busy = ["--busy-once" in sys.argv]


def fault(text):
    report["faults"].append(text)


def with_base64_ids(value):
    """OTLP's JSON has ids in hexadecimal, the JSON of Protocol Buffers has bytes in Base64."""
    if isinstance(value, list):
        return [with_base64_ids(element) for element in value]
    if not isinstance(value, dict):
        return value
    result = {}
    for name, member in value.items():
        digits = {"traceId": 32, "spanId": 16, "parentSpanId": 16}.get(name)
        if digits:
            if len(member) != digits or int(member, 16) == 0:
                fault(f"{name} is '{member}'")
            result[name] = base64.b64encode(bytes.fromhex(member)).decode()
        else:
            result[name] = with_base64_ids(member)
    return result


def plain(attributes):
    names = [attribute.key for attribute in attributes]
    if len(set(names)) < len(names):
        fault(f"an attribute comes twice: {sorted(names)}")
    values = {}
    for attribute in attributes:
        kind = attribute.value.WhichOneof("value")
        value = getattr(attribute.value, kind) if kind else None
        values[attribute.key] = [element.string_value for element in value.values] if kind == "array_value" else value
    return values


REQUIRED = {
    "chat": ["gen_ai.provider.name", "gen_ai.request.model"],
    "execute_tool": ["gen_ai.tool.name"],
    "invoke_agent": ["gen_ai.agent.name"],
    "invoke_workflow": ["gen_ai.workflow.name"],
}
MESSAGES = ["gen_ai.input.messages", "gen_ai.output.messages"]


def take_traces(body):
    request = json_format.Parse(json.dumps(with_base64_ids(body)), ExportTraceServiceRequest())
    for group in request.resource_spans:
        if "service.name" not in plain(group.resource.attributes):
            fault("no service.name")
        for scope in group.scope_spans:
            for span in scope.spans:
                take_span(span)


def take_span(span):
    attributes = plain(span.attributes)
    if not span.name or span.end_time_unix_nano < span.start_time_unix_nano or span.start_time_unix_nano == 0:
        fault(f"span '{span.name}' has no name or no times")
    operation = attributes.get("gen_ai.operation.name")
    for name in REQUIRED.get(operation, []):
        if not attributes.get(name):
            fault(f"span '{span.name}' has no {name}")
    if operation and not span.name.startswith(operation):
        fault(f"span '{span.name}' is of operation {operation}")
    for name in MESSAGES:
        for message in json.loads(attributes.get(name, "[]")):
            if message["role"] not in ("system", "user", "assistant", "tool") or not isinstance(message["parts"], list):
                fault(f"{name} of '{span.name}': {message}")
    report["spans"].append({
        "id": span.span_id.hex(), "parent": span.parent_span_id.hex(), "trace": span.trace_id.hex(), "name": span.name,
        "kind": span.kind, "attributes": attributes, "error": span.status.message if span.status.code == 2 else None,
    })


def take_metrics(body):
    request = json_format.Parse(json.dumps(body), ExportMetricsServiceRequest())
    for group in request.resource_metrics:
        for scope in group.scope_metrics:
            for metric in scope.metrics:
                if metric.histogram.aggregation_temporality == 0:
                    fault(f"{metric.name} has no temporality")
                for point in metric.histogram.data_points:
                    if len(point.bucket_counts) != len(point.explicit_bounds) + 1:
                        fault(f"{metric.name} has {len(point.bucket_counts)} buckets")
                    if sum(point.bucket_counts) != point.count:
                        fault(f"{metric.name} counts {point.count}")
                    report["metrics"].append({
                        "name": metric.name, "unit": metric.unit, "count": point.count, "sum": point.sum,
                        "attributes": plain(point.attributes),
                    })


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with lock:
            status = 503 if busy[0] else self.take(body)
            busy[0] = False
            write()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"{}")

    def take(self, body):
        report["headers"].append({name.lower(): value for name, value in self.headers.items()})
        try:
            if self.headers["Content-Type"] != "application/json":
                fault(f"Content-Type is {self.headers['Content-Type']}")
            {"/v1/traces": take_traces, "/v1/metrics": take_metrics}[self.path](json.loads(body))
            return 200
        except Exception as error:
            fault(f"{self.path}: {type(error).__name__} {error}")
            return 400

    def log_message(self, *arguments):
        pass


def write():
    with open(sys.argv[1] + ".new", "w") as file:
        json.dump(report, file)
    os.replace(sys.argv[1] + ".new", sys.argv[1])


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    print(server.server_address[1], flush=True)
    server.serve_forever()
