/// The program that makes calls with the AWS SDK for Python in a worker process (`python3 -c`).
enum BridgeProgram {
    static let source = #"""
        import base64, datetime, json, os, re, select, socket, struct, sys, threading, urllib.parse

        connection = socket.socket(fileno=3)


        def end_with_parent():
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


        def send(kind, value):
            payload = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
            connection.sendall(struct.pack(">IB", len(payload) + 1, ord(kind)) + payload)


        threading.Thread(target=end_with_parent, daemon=True).start()
        try:
            import botocore, botocore.config, botocore.exceptions, botocore.session
        except ImportError as error:
            send("E", ("the AWS SDK for Python is not installed (%s); install it with 'pip install boto3'" % error).encode())
            os._exit(0)

        session = botocore.session.get_session()
        clients = {}
        known = {}
        # Services whose name in Botocore is neither their id nor that of the workflow language.
        ALIASES = {
            "sfn": "stepfunctions", "states": "stepfunctions", "cloudwatchlogs": "logs", "eventbridge": "events",
            "elasticmapreduce": "emr", "elasticloadbalancing": "elb", "elasticloadbalancingv2": "elbv2",
            "costexplorer": "ce", "cognitoidentityprovider": "cognito-idp", "configservice": "config",
            "databasemigration": "dms", "elasticsearch": "es", "databrew": "databrew",
        }


        def plain(name):
            return re.sub(r"[^a-z0-9]", "", name.lower())


        def botocore_name(service):
            if not known:
                for name in session.get_available_services():
                    known[plain(name)] = name
            name = known.get(plain(ALIASES.get(service.lower(), service)))
            if name:
                return name
            loader = session.get_component("data_loader")
            for name in session.get_available_services():
                model = loader.load_service_model(name, "service-2")
                known[plain(model["metadata"].get("serviceId", name))] = name
            return known.get(plain(service))


        class Misconfigured(Exception):
            pass


        def client_of(call):
            key = (call["service"], call["region"], call["endpoint"])
            if key not in clients:
                name = botocore_name(call["service"])
                if not name:
                    raise Misconfigured("'%s' is not a service that the installed AWS SDK for Python knows" % call["service"])
                keys = {}
                if session.get_credentials() is None:
                    # An endpoint of one's own asks for a signature, but seldom for a real one.
                    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
                config = botocore.config.Config(
                    s3={"addressing_style": "path"}, parameter_validation=True, inject_host_prefix=False,
                    read_timeout=call["timeoutSeconds"], retries={"mode": "standard", "total_max_attempts": 3})
                clients[key] = session.create_client(
                    name, region_name=call["region"], endpoint_url=call["endpoint"], config=config, **keys)
            return clients[key]


        def text_of(value):
            return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


        def request_value(shape, value):
            if value is None:
                return None
            kind = shape.type_name
            if kind == "structure" and isinstance(value, dict):
                if getattr(shape, "is_document_type", False):
                    return value
                members = {name.lower(): name for name in shape.members}
                result = {}
                for key, member in value.items():
                    name = key if key in shape.members else members.get(key.lower(), key)
                    if member is None:
                        continue
                    result[name] = request_value(shape.members[name], member) if name in shape.members else member
                return result
            if kind == "list" and isinstance(value, list):
                return [request_value(shape.member, member) for member in value]
            if kind == "map" and isinstance(value, dict):
                return {key: request_value(shape.value, member) for key, member in value.items()}
            if kind == "blob":
                if isinstance(value, dict) and set(value) == {"$base64"}:
                    return base64.b64decode(value["$base64"])
                # The body of an object is JSON text whatever it is, so that a string has its quotes in it.
                if shape.serialization.get("streaming"):
                    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
                return text_of(value).encode("utf-8")
            if kind == "string" and isinstance(value, (dict, list)):
                return text_of(value)
            return value


        def pascal(name):
            return name[:1].upper() + name[1:]


        def time_text(value):
            value = value.astimezone(datetime.timezone.utc)
            text = value.strftime("%Y-%m-%dT%H:%M:%S")
            if value.microsecond:
                text += (".%06d" % value.microsecond)[:4]
            return text + "Z"


        def result_value(shape, value):
            kind = shape.type_name if shape is not None else None
            if hasattr(value, "read"):
                value = value.read()
            if isinstance(value, datetime.datetime):
                return time_text(value)
            if isinstance(value, (bytes, bytearray)):
                if wants_base64:
                    return {"$base64": base64.b64encode(value).decode()}
                try:
                    return bytes(value).decode("utf-8")
                except UnicodeDecodeError:
                    return base64.b64encode(value).decode()
            if kind == "structure" and isinstance(value, dict):
                members = {pascal(key): result_value(shape.members.get(key), member) for key, member in value.items()}
                return {key: members[key] for key in sorted(members)}
            if kind == "list" and isinstance(value, list):
                return [result_value(shape.member, member) for member in value]
            if kind == "map" and isinstance(value, dict):
                return {key: result_value(shape.value, member) for key, member in value.items()}
            if isinstance(value, dict):
                return {key: result_value(None, member) for key, member in value.items()}
            if isinstance(value, list):
                return [result_value(None, member) for member in value]
            return value


        def queue_host_fault(call, parameters):
            # The older SDK sends to the host of the queue's URL, so a host that does not exist is the client's error.
            address = urllib.parse.urlsplit(str(parameters.get("QueueUrl", "")))
            host = address.hostname
            own = urllib.parse.urlsplit(call["endpoint"]).hostname
            if not host or host == own or host.endswith(".amazonaws.com"):
                return None
            try:
                socket.getaddrinfo(host, address.port or 80)
            except OSError:
                return "Unable to execute HTTP request: %s: Name or service not known" % host
            return None


        def exception_name(name):
            # As the AWS SDKs for Java name their classes.
            if name.endswith("Fault"):
                name = name[:-len("Fault")]
            return pascal(name if name.endswith("Exception") else name + "Exception")


        def refusal(client, error):
            response = error.response
            fault = response.get("Error", {})
            meta = response.get("ResponseMetadata", {})
            headers = meta.get("HTTPHeaders", {})
            code = fault.get("Code") or str(meta.get("HTTPStatusCode", ""))
            shape = client.meta.service_model.shape_for_error_code(code)
            return {
                "kind": "refused", "code": code, "exception": exception_name(shape.name) if shape is not None else None,
                "message": fault.get("Message") or fault.get("message") or "", "status": meta.get("HTTPStatusCode", 400),
                "requestId": meta.get("RequestId") or headers.get("x-amzn-requestid") or headers.get("x-amz-request-id") or "",
                "extendedRequestId": meta.get("HostId") or headers.get("x-amz-id-2"),
                "serviceId": client.meta.service_model.metadata.get("serviceId", ""),
            }


        wants_base64 = False


        def perform(call):
            global wants_base64
            wants_base64 = call.get("base64", False)
            client = client_of(call)
            operation = pascal(call["action"])
            model = client.meta.service_model
            if operation not in model.operation_names:
                match = {name.lower(): name for name in model.operation_names}.get(operation.lower())
                if not match:
                    raise Misconfigured("'%s' is not an action of '%s'" % (call["action"], call["service"]))
                operation = match
            shapes = model.operation_model(operation)
            parameters = call["parameters"]
            if shapes.input_shape is not None:
                parameters = request_value(shapes.input_shape, parameters) or {}
            if model.service_name == "sqs":
                fault = queue_host_fault(call, parameters)
                if fault:
                    return {"kind": "unreachable", "message": fault}
            try:
                response = client._make_api_call(operation, parameters)
            except botocore.exceptions.ClientError as error:
                return refusal(client, error)
            meta = response.pop("ResponseMetadata", {})
            return {
                "kind": "succeeded", "result": result_value(shapes.output_shape, response) or {},
                "status": meta.get("HTTPStatusCode", 200), "requestId": meta.get("RequestId", ""),
                "headers": [[name, str(value)] for name, value in meta.get("HTTPHeaders", {}).items()],
            }


        def answer(call):
            try:
                return perform(call)
            except Misconfigured as error:
                return {"kind": "misconfigured", "message": str(error)}
            except botocore.exceptions.ParamValidationError as error:
                return {"kind": "misconfigured", "message": "The Parameters could not be used to start the Task: [%s]" % " ".join(str(error).split("\n"))}
            except (botocore.exceptions.HTTPClientError, botocore.exceptions.BotoCoreError, OSError) as error:
                identifier = client_of(call).meta.service_model.metadata.get("serviceId", "")
                return {"kind": "unreachable", "message": "Unable to execute HTTP request: %s" % error, "serviceId": identifier}
            except Exception as error:
                return {"kind": "misconfigured", "message": "%s: %s" % (type(error).__name__, error)}


        send("R", b"")
        while True:
            (length,) = struct.unpack(">I", receive(4))
            send("M", answer(json.loads(receive(length)[1:])))
        """#
}
