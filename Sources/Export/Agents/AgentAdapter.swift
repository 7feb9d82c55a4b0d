/// The program in Python that starts an agent's own program on AWS and speaks its line protocol.
enum AgentAdapter {
    static let text = ##"""
        """Runs an agent program on AWS: `handler` in a Lambda function, as a script in an AgentCore runtime.

        The program reads one request from its standard input and answers with JSON lines, as it does under Baton.
        BATON_AGENT says what to start and for how long; BATON_TOOLS which Lambda functions stand for the agent's tools.
        """
        import json
        import os
        import pathlib
        import queue
        import signal
        import subprocess
        import sys
        import threading
        import time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        FOLDER = pathlib.Path(__file__).resolve().parent
        AGENT = json.loads(os.environ["BATON_AGENT"])
        TOOLS = json.loads(os.environ.get("BATON_TOOLS", "{}"))


        class AgentError(Exception):
            def __init__(self, error, cause):
                super().__init__(cause)
                self.error = error


        def run(request, execution, key):
            """Has the program answer a request; raises AgentError where it does not."""
            environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path), PYTHONUNBUFFERED="1",
                               BATON_EXECUTION_ARN=execution, BATON_IDEMPOTENCY_KEY=key)
            process = subprocess.Popen(
                [sys.executable, *AGENT["arguments"]], cwd=FOLDER, env=environment, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True)
            try:
                return converse(process, request, execution, key)
            finally:
                # Whatever it has started ends with it.
                try:
                    os.killpg(process.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                process.wait()


        def converse(process, request, execution, key):
            lines = queue.Queue()
            threading.Thread(target=pump, args=(process.stdout, lines), daemon=True).start()
            send(process, type="input", input=request, executionArn=execution, idempotencyKey=key, tools=sorted(TOOLS))
            deadline = time.monotonic() + AGENT["timeout"]
            while True:
                line = receive(lines, deadline)
                if line is None:
                    raise AgentError("States.TaskFailed", f"The agent ended without a result: {process.wait()}")
                try:
                    message = json.loads(line)
                    kind = message["type"]
                except (ValueError, TypeError, KeyError):
                    # Libraries print what they like; that is log.
                    print(line, end="", file=sys.stderr)
                    continue
                if kind == "result":
                    return message.get("result")
                if kind == "error":
                    raise AgentError(message.get("error") or "States.TaskFailed", str(message.get("cause") or ""))
                if kind == "log":
                    print(message.get("message"), file=sys.stderr)
                if kind == "tool":
                    send(process, type="toolResult", id=message.get("id"), **call_tool(message))


        def pump(stream, lines):
            for line in stream:
                lines.put(line)
            lines.put(None)


        def receive(lines, deadline):
            left = deadline - time.monotonic()
            try:
                return lines.get(timeout=max(0, min(left, AGENT["heartbeat"])))
            except queue.Empty:
                if left <= AGENT["heartbeat"]:
                    raise AgentError("States.Timeout", f"The agent took longer than {AGENT['timeout']} s")
                raise AgentError(
                    "States.HeartbeatTimeout", f"The agent gave no sign of life for {AGENT['heartbeat']} s")


        def send(process, **message):
            try:
                process.stdin.write(json.dumps(message) + "\n")
                process.stdin.flush()
            except BrokenPipeError:
                # Its last lines tell why it is gone.
                pass


        def call_tool(message):
            tool = TOOLS.get(message.get("name"))
            if tool is None:
                known = ", ".join(sorted(TOOLS)) or "nothing"
                return {"status": "error", "content": f"there is no tool '{message.get('name')}'; you can call {known}"}
            payload = message.get("input") or {}
            if "settings" in tool:
                payload = {"Tool": message["name"], "Input": payload, "Settings": tool["settings"]}
            import boto3

            answer = boto3.client("lambda").invoke(FunctionName=tool["function"], Payload=json.dumps(payload))
            content = json.loads(answer["Payload"].read() or b"null")
            if "FunctionError" in answer:
                return {"status": "error", "content": f"{content.get('errorType')}: {content.get('errorMessage')}"}
            return {"status": "success", "content": content}


        def handler(event, context):
            """The Lambda function; an error has the name that the agent gave it."""
            try:
                return run(event, "", context.aws_request_id)
            except AgentError as failure:
                raise type(failure.error, (Exception,), {})(str(failure)) from None


        class Invocations(BaseHTTPRequestHandler):
            """The AgentCore runtime: POST /invocations and GET /ping."""

            def do_GET(self):
                self.answer(200 if self.path == "/ping" else 404, {"status": "Healthy"})

            def do_POST(self):
                if self.path != "/invocations":
                    return self.answer(404, {"error": "NotFound", "cause": self.path})
                try:
                    body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
                    key = self.headers.get("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id", "")
                    self.answer(200, run(body["input"], body.get("executionArn", ""), key))
                except AgentError as failure:
                    self.answer(500, {"error": failure.error, "cause": str(failure)})
                except (ValueError, TypeError, KeyError) as failure:
                    self.answer(400, {"error": type(failure).__name__, "cause": str(failure)})

            def answer(self, status, value):
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format, *arguments):
                pass


        if __name__ == "__main__":
            # AgentCore calls port 8080 of the container's every address.
            address = os.environ.get("BATON_ADDRESS", "0.0.0.0:8080").rsplit(":", 1)
            server = ThreadingHTTPServer((address[0], int(address[1])), Invocations)
            print(f"listening on port {server.server_port}", file=sys.stderr, flush=True)
            server.serve_forever()

        """##
}
