/// The program that runs a Python handler in a worker process.
///
/// It is given on the command line (`python3 -c`); the handler's folder is the working directory.
enum PythonRuntime {
    static let source = #"""
        import importlib, json, os, select, socket, struct, sys, threading, time, traceback

        connection = socket.socket(fileno=3)
        function = json.loads(sys.argv[1])
        sys.argv = [""]
        sys.stdout.reconfigure(line_buffering=True)


        def end_with_parent():
            # The other end is closed when the program that started us is gone, however it went.
            watch = select.poll()
            watch.register(connection, select.POLLRDHUP)
            watch.poll()
            os._exit(0)


        def receive(count):
            parts = bytearray()
            while len(parts) < count:
                part = connection.recv(count - len(parts))
                if not part:
                    os._exit(0)
                parts += part
            return bytes(parts)


        def send(kind, payload):
            sys.stdout.flush()
            sys.stderr.flush()
            connection.sendall(struct.pack(">IB", len(payload) + 1, ord(kind)) + payload)


        class ClientContext:
            def __init__(self, value):
                self.custom = value.get("custom")
                self.env = value.get("env")
                self.client = value.get("client")


        class Identity:
            cognito_identity_id = None
            cognito_identity_pool_id = None


        class Context:
            def __init__(self, call):
                self.aws_request_id = call["requestId"]
                self.invoked_function_arn = call["arn"]
                self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
                self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
                self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
                self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
                self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
                self.identity = Identity()
                given = call.get("clientContext")
                self.client_context = ClientContext(given) if isinstance(given, dict) else None
                self._deadline = call["deadlineMs"]

            def get_remaining_time_in_millis(self):
                return max(0, int(self._deadline - time.time() * 1000))

            def log(self, message):
                sys.stdout.write(str(message))


        def failure(error_type, message, request_id, frames):
            report = {"errorMessage": message, "errorType": error_type, "requestId": request_id, "stackTrace": frames}
            return json.dumps(report, ensure_ascii=False).encode("utf-8", "surrogatepass")


        def frames_of(error):
            # Without the frame of this program, which calls the handler.
            frames = traceback.extract_tb(error.__traceback__)
            return traceback.format_list([f for f in frames if f.filename != "<string>" and "importlib" not in f.filename])


        def load():
            module_name, names = function["module"], function["functions"]
            try:
                module = importlib.import_module(module_name.replace("/", "."))
            except ImportError as error:
                text = "Unable to import module '%s': %s" % (module_name, error)
                return None, failure("Runtime.ImportModuleError", text, "", frames_of(error))
            except SyntaxError as error:
                text = "Syntax error in module '%s': %s" % (module_name, error)
                frame = '  File "%s" Line %s\n    %s' % (error.filename, error.lineno, (error.text or "").strip("\n"))
                return None, failure("Runtime.UserCodeSyntaxError", text, "", [frame])
            except Exception as error:
                return None, failure(type(error).__name__, str(error), "", frames_of(error))
            for name in names:
                handler = getattr(module, name, None)
                if handler is not None:
                    return handler, None
            text = "Handler '%s' missing on module '%s'" % ("' or '".join(names), module_name)
            return None, failure("Runtime.HandlerNotFound", text, "", [])


        def plain(value):
            import decimal
            if isinstance(value, decimal.Decimal):
                return float(value)
            raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


        def answer(handler, call):
            request_id = call["requestId"]
            try:
                result = handler(call["event"], Context(call))
            except Exception as error:
                return "E", failure(type(error).__name__, str(error), request_id, frames_of(error))
            if isinstance(result, bytes):
                return "M", result
            try:
                return "M", json.dumps(result, ensure_ascii=False, default=plain).encode("utf-8")
            except Exception as error:
                text = "Unable to marshal response: %s" % error
                return "E", failure("Runtime.MarshalError", text, request_id, [])


        threading.Thread(target=end_with_parent, daemon=True).start()
        sys.path.insert(0, os.getcwd())
        handler, fault = load()
        send("E", fault) if fault else send("R", b"")
        while not fault:
            (length,) = struct.unpack(">I", receive(4))
            call = json.loads(receive(length)[1:])
            send(*answer(handler, call))
        """#
}
