"""Puts exports to independent programs; prints one line for each finding, and 'ok N' at the end.

    validate.py cloudformation|sam|terraform|policies|deploy|run|package|adapter FOLDER...

Each folder is one export.
"""
import json
import logging
import os
import pathlib
import re
import shutil
import subprocess
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
os.environ.update(AWS_DEFAULT_REGION="us-east-1", AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x")


def lint(text, name):
    from cfnlint.api import lint as run, ManualArgs
    return [f"{name}: {m.rule.id} {m.message}" for m in run(text, config=ManualArgs(regions=["us-east-1"]))]


def with_constant_times(text):
    """The linter takes only numbers for times that may be computed."""
    return re.sub(r'"(TimeoutSeconds|HeartbeatSeconds)": "\{%[^\n]*%\}"', r'"\1": 60', text)


def cloudformation(folder):
    return lint(with_constant_times((folder / "template.yaml").read_text()), folder.name)


def translated(folder):
    """The SAM template as CloudFormation, with the definitions in the places of their files."""
    import boto3
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator
    from samtranslator.yaml_helper import yaml_parse
    template = yaml_parse((folder / "template.yaml").read_text())
    definitions = {}
    for name, resource in template["Resources"].items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Serverless::StateMachine":
            definitions[name] = json.loads((folder / properties["DefinitionUri"]).read_text())
            properties["Definition"] = definitions[name]
            del properties["DefinitionUri"]
        if resource["Type"] == "AWS::Serverless::Function" and "CodeUri" in properties:
            if not (folder / properties["CodeUri"]).is_dir():
                raise SystemExit(f"{folder.name}: no {properties['CodeUri']}")
            properties["CodeUri"] = "s3://artifacts/" + properties["CodeUri"]
    session = boto3.Session(region_name="us-east-1")
    out = Translator({}, Parser(), boto_session=session).translate(
        template, parameter_values={"AWS::Region": "us-east-1"})
    return out, definitions


def joined(value):
    if isinstance(value, dict) and "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return separator.join(joined(p) for p in parts)
    return value


def sam(folder):
    findings = []
    template, definitions = translated(folder)
    for name, definition in definitions.items():
        text = joined(template["Resources"][name]["Properties"]["DefinitionString"])
        # The linter cannot follow a join of thousands of lines.
        template["Resources"][name]["Properties"]["DefinitionString"] = with_constant_times(text)
        if json.loads(text) != definition:
            findings.append(f"{folder.name}: the definition of {name} changed on the way")
    return findings + lint(json.dumps(template), folder.name)


class Template:
    """A CloudFormation template with its functions resolved to plausible values."""

    def __init__(self, folder):
        from cfnlint.decode import decode
        self.template, problems = decode(str(folder / "template.yaml"))
        if problems:
            raise SystemExit(f"{folder.name}: {problems}")
        self.known = {"AWS::Partition": "aws", "AWS::Region": "us-east-1", "AWS::AccountId": "123456789012",
                      "AWS::URLSuffix": "amazonaws.com", "AWS::StackName": "stack"}
        for name, parameter in self.template.get("Parameters", {}).items():
            self.known[name] = parameter.get("Default", "value")

    ARNS = {"AWS::Lambda::Function": "lambda:us-east-1:123456789012:function:", "AWS::S3::Bucket": "s3:::",
            "AWS::DynamoDB::Table": "dynamodb:us-east-1:123456789012:table/",
            "AWS::Logs::LogGroup": "logs:us-east-1:123456789012:log-group:",
            "AWS::Events::Connection": "events:us-east-1:123456789012:connection/x/",
            "AWS::Bedrock::Guardrail": "bedrock:us-east-1:123456789012:guardrail/",
            "AWS::BedrockAgentCore::Gateway": "bedrock-agentcore:us-east-1:123456789012:gateway/",
            "AWS::BedrockAgentCore::Harness": "bedrock-agentcore:us-east-1:123456789012:harness/",
            "AWS::BedrockAgentCore::Runtime": "bedrock-agentcore:us-east-1:123456789012:runtime/",
            "AWS::SNS::Topic": "sns:us-east-1:123456789012:",
            "AWS::Events::EventBus": "events:us-east-1:123456789012:event-bus/",
            "AWS::KMS::Key": "kms:us-east-1:123456789012:key/", "AWS::SQS::Queue": "sqs:us-east-1:123456789012:",
            "AWS::StepFunctions::StateMachineAlias": "states:us-east-1:123456789012:stateMachine:m:",
            "AWS::StepFunctions::Activity": "states:us-east-1:123456789012:activity:"}

    NAMED_BY_ARN = ("AWS::StepFunctions::StateMachineAlias", "AWS::StepFunctions::Activity", "AWS::SNS::Topic")

    def attribute(self, name):
        resource, _, attribute = name.partition(".")
        kind = self.template["Resources"].get(resource, {}).get("Type", "")
        if not attribute and kind not in self.NAMED_BY_ARN:
            return resource.lower()
        suffix = ":*" if kind == "AWS::Logs::LogGroup" else ""
        if kind == "AWS::Events::Connection":
            suffix = "/00000000-0000-0000-0000-000000000000"
        return "arn:aws:" + self.ARNS.get(kind, "service:us-east-1:123456789012:") + resource.lower() + suffix

    def resolve(self, value):
        if isinstance(value, list):
            return [self.resolve(v) for v in value]
        if not isinstance(value, dict):
            return value
        if "Ref" in value:
            name = value["Ref"]
            return self.known[name] if name in self.known else self.attribute(name)
        if "Fn::GetAtt" in value:
            name = value["Fn::GetAtt"]
            return self.attribute(name if isinstance(name, str) else ".".join(name))
        if "Fn::Sub" in value:
            def replace(match):
                name = match.group(1)
                return str(self.known[name]) if name in self.known else self.attribute(name)
            return re.sub(r"\$\{([^!}][^}]*)\}", replace, value["Fn::Sub"]).replace("${!", "${")
        return {k: self.resolve(v) for k, v in value.items()}


# What the linter's data of 2025 lacks: the two condition keys of HTTP tasks, which AWS's guide gives.
KNOWN = [("UNKNOWN_CONDITION_FOR_ACTION", "states:HTTPMethod"), ("UNKNOWN_CONDITION_FOR_ACTION", "states:HTTPEndpoint")]


def newer(document, finding):
    """Whether the action is one that only a newer list of AWS's actions has."""
    if "bedrock-agentcore" not in str(finding.detail):
        return False
    from policy_sentry.querying.actions import get_actions_for_service
    known = set(get_actions_for_service("bedrock-agentcore"))
    # Younger than that list, too: June 2026.
    known.add("bedrock-agentcore:InvokeHarness")
    return all(action in known for action in re.findall(r"bedrock-agentcore:[A-Z]\w+", document))


def policies(folder):
    from parliament import analyze_policy_string, enhance_finding
    template = Template(folder)
    findings = []
    for name, resource in template.template["Resources"].items():
        if resource["Type"] != "AWS::IAM::Role":
            continue
        for policy in template.resolve(resource["Properties"].get("Policies", [])):
            # The linter splits addresses at every colon, also at the one in a model's version (v1:0).
            document = re.sub(r"(foundation-model/[^\"]*):(\d+)", r"\1-\2", json.dumps(policy["PolicyDocument"]))
            document = re.sub(r"(inference-profile/[^\"]*):(\d+)", r"\1-\2", document)
            for finding in analyze_policy_string(document).findings:
                finding = enhance_finding(finding)
                if any(finding.issue == issue and text in str(finding.detail) for issue, text in KNOWN):
                    continue
                # Any kind of model is enough; the linter asks for an address of each.
                if "bedrock:InvokeModel" in str(finding.detail) and "foundation-model" not in str(finding.detail):
                    continue
                if finding.severity != "LOW":
                    findings.append(f"{folder.name}: {name}: {finding.severity} {finding.issue} {finding.detail}")
                elif finding.issue in ("UNKNOWN_ACTION", "UNKNOWN_PREFIX") and not newer(document, finding):
                    findings.append(f"{folder.name}: {name}: {finding.issue} {finding.detail}")
    return findings


def terraform(folder):
    """The module is HCL; every resource and argument is one of the provider's, as its schemas have them."""
    import hcl2
    schemas = Schemas()
    findings, addresses, uses = [], set(), []
    for path in sorted(folder.glob("*.tf")):
        text = path.read_text()
        module = hcl2.loads(text)
        for block in module.get("resource", []):
            for kind, named in block.items():
                for name, body in named.items():
                    kind, name = kind.strip('"'), name.strip('"')
                    addresses.add(f"{kind}.{name}")
                    if kind.startswith("awscc_"):
                        findings += [f"{folder.name}: {kind}.{name}: {f}" for f in schemas.check(kind, body)]
        for block in module.get("variable", []):
            addresses.update(f"var.{name.strip(chr(34))}" for name in block)
        for block in module.get("data", []):
            addresses.update(f"data.{k.strip(chr(34))}.{n.strip(chr(34))}" for k, v in block.items() for n in v)
        uses += re.findall(r"\b((?:data\.)?(?:awscc|aws|archive)_\w+\.\w+|var\.\w+)\b", text)
        for match in re.findall(r"file\(\"\$\{path\.module\}/([^\"]+)\"\)", text):
            if not (folder / match).is_file():
                findings.append(f"{folder.name}: no file {match}")
    for use in uses:
        plain = use if use in addresses else use.removeprefix("data.")
        if use not in addresses and plain not in addresses:
            findings.append(f"{folder.name}: {use} is not declared")
    return findings + formatting(folder)


def formatting(folder):
    """Terraform itself, where it is installed, would lay nothing out otherwise."""
    program = shutil.which("terraform") or shutil.which("tofu")
    if not program:
        return []
    result = subprocess.run([program, "fmt", "-check", "-list=true", str(folder)], capture_output=True, text=True)
    return [f"{folder.name}: {program} fmt changes {name}" for name in result.stdout.split()]


class Schemas:
    """CloudFormation's schemas, from which the provider's are made, by the provider's names."""

    WORDS = ["CloudFormation", "CloudFront", "CloudWatch", "CNAMEs", "FSx", "OTel"]
    MAPS = {"definition_substitutions", "environment_variables", "properties", "request_templates", "response_parameters",
            "tags", "variables"}

    def __init__(self):
        import cfnlint
        self.folder = pathlib.Path(cfnlint.__file__).parent / "data/schemas"
        self.types = {}
        for name, key in json.loads((self.folder / "providers/us-east-1.json").read_text()).items():
            parts = name.split("::")
            if parts[0] == "AWS" and len(parts) == 3:
                self.types[f"awscc_{parts[1].lower()}_{self.snake(parts[2])}"] = key

    def snake(self, name):
        for word in self.WORDS:
            name = name.replace(word, word.capitalize())
        name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
        name = re.sub(r"([a-z])([A-Z0-9])", r"\1_\2", name)
        return re.sub(r"([0-9])([A-Za-z])", r"\1_\2", name).lower()

    def check(self, kind, body):
        if kind not in self.types:
            return ["no such resource"]
        schema = json.loads((self.folder / f"resources/{self.types[kind]}.json").read_text())
        body = {k: v for k, v in body.items() if k not in ("lifecycle", "depends_on") and not k.startswith("__")}
        required = [self.snake(n) for n in schema.get("required", [])]
        findings = [f"{name} is missing" for name in required if name not in body]
        return findings + self.members(body, schema, schema, "")

    def members(self, body, part, schema, path):
        while "$ref" in part:
            part = schema["definitions"][part["$ref"].split("/")[-1]]
        if isinstance(body, list):
            return [f for v in body for f in self.members(v, part.get("items", part), schema, path)]
        if not isinstance(body, dict):
            return []
        known = dict(part.get("properties", {}))
        for way in ("oneOf", "anyOf", "allOf"):
            for choice in part.get(way, []):
                while "$ref" in choice:
                    choice = schema["definitions"][choice["$ref"].split("/")[-1]]
                known.update(choice.get("properties", {}))
        if not known and part.get("patternProperties"):
            return []
        names = {self.snake(n): v for n, v in known.items()}
        findings = []
        for name, value in body.items():
            name = name.strip('"')
            if name.startswith("__"):
                continue
            if name not in names:
                findings.append(f"{path}{name} is no argument")
            elif name not in self.MAPS:
                findings += self.members(value, names[name], schema, f"{path}{name}.")
        return findings


def without_tags(value):
    """moto cannot tag keys, and what it ignores would only be noise."""
    if isinstance(value, dict):
        return {k: without_tags(v) for k, v in value.items() if k != "Tags"}
    return [without_tags(v) for v in value] if isinstance(value, list) else value


# Types that moto has no code for, with an address for those that refer to them.
UNKNOWN_TO_MOTO = {
    "AWS::Events::Connection": "arn:aws:events:us-east-1:123456789012:connection/x/00000000-0000-0000-0000-000000000000",
    "AWS::StepFunctions::StateMachineAlias": "arn:aws:states:us-east-1:123456789012:stateMachine:x:live",
    "AWS::Bedrock::Guardrail": "arn:aws:bedrock:us-east-1:123456789012:guardrail/x",
    "AWS::Bedrock::GuardrailVersion": "1",
    "AWS::BedrockAgentCore::Gateway": "arn:aws:bedrock-agentcore:us-east-1:123456789012:gateway/x-0123456789",
    "AWS::BedrockAgentCore::GatewayTarget": "0123456789",
    "AWS::BedrockAgentCore::Harness": "arn:aws:bedrock-agentcore:us-east-1:123456789012:harness/x-0123456789",
    "AWS::BedrockAgentCore::Runtime": "arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/x-0123456789",
}


def known_to_moto(template):
    """The template without what moto has no code for, and plausible addresses in its place."""
    gone = {n: UNKNOWN_TO_MOTO[r["Type"]] for n, r in template["Resources"].items() if r["Type"] in UNKNOWN_TO_MOTO}

    def replace(value):
        if isinstance(value, dict):
            target = value.get("Ref") or value.get("Fn::GetAtt") or ""
            name = target[0] if isinstance(target, list) else target.split(".")[0]
            if isinstance(value.get("Fn::Sub"), str):
                text = re.sub(r"\$\{(\w+)(?:\.\w+)?\}", lambda m: gone.get(m[1], m[0]), value["Fn::Sub"])
                return {"Fn::Sub": text}
            return gone[name] if name in gone else {k: replace(v) for k, v in value.items()}
        return [replace(v) for v in value] if isinstance(value, list) else value

    kept = {n: r for n, r in template["Resources"].items() if n not in gone}
    for resource in kept.values():
        if resource["Type"] == "AWS::ApiGateway::Method":
            # moto wants both of mock integrations, too.
            resource["Properties"]["Integration"].setdefault("IntegrationHttpMethod", "POST")
            resource["Properties"]["Integration"].setdefault("Uri", "")
    return replace({**template, "Resources": kept})


def empty_archive():
    import io
    import zipfile
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("index.py", "")
    return data.getvalue()


def create_stack(folder):
    """Has moto create the stack of an export, and gives the template and the stack."""
    import boto3
    text = (folder / "template.yaml").read_text()
    template = known_to_moto(without_tags(json.loads(json.dumps(Template(folder).template))))
    boto3.client("s3").create_bucket(Bucket="artifacts")
    for key in re.findall(r"S3Key: !Sub \"\$\{AWS::StackName\}/(\S+)\"", text):
        boto3.client("s3").put_object(Bucket="artifacts", Key=f"stack/{key}", Body=empty_archive())
    client = boto3.client("cloudformation")
    client.create_stack(
        StackName="stack", TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": name, "ParameterValue": "artifacts"}
                    for name, p in template.get("Parameters", {}).items() if "Default" not in p])
    return template, client.describe_stacks(StackName="stack")["Stacks"][0]


def deploy(folder):
    """moto creates the stack; what it made is read back."""
    import boto3
    from moto import mock_aws
    findings = []
    with mock_aws():
        template, stack = create_stack(folder)
        if stack["StackStatus"] != "CREATE_COMPLETE":
            findings.append(f"{folder.name}: {stack['StackStatus']} {stack.get('StackStatusReason')}")
        made = {
            "AWS::StepFunctions::StateMachine": boto3.client("stepfunctions").list_state_machines()["stateMachines"],
            "AWS::IAM::Role": boto3.client("iam").list_roles()["Roles"],
            "AWS::Lambda::Function": boto3.client("lambda").list_functions()["Functions"],
            "AWS::DynamoDB::Table": boto3.client("dynamodb").list_tables()["TableNames"],
        }
        for kind, there in made.items():
            expected = [n for n, r in template["Resources"].items() if r["Type"] == kind]
            if len(there) != len(expected):
                findings.append(f"{folder.name}: {len(there)} of {len(expected)} {kind} were made")
    return findings


def answer_models(answers):
    """The models of Bedrock answer what is given, in order."""
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_aws_sdk as sdk
    remaining = iter(answers)
    others = sdk.boto_client_for

    class Models:
        def converse(self, **request):
            return next(remaining)
    sdk.boto_client_for = lambda service, **options: (
        Models() if service == "bedrockruntime" else others(service=service, **options))


def evaluate_jsonata():
    """JSONata by an implementation of its own: moto looks for one in a Java machine."""
    import jsonata
    from moto.stepfunctions.parser.asl.utils.encoding import to_json_str
    from moto.stepfunctions.parser.asl.jsonata import jsonata as evaluator

    def evaluate(text):
        try:
            return json.loads(json.dumps(jsonata.Jsonata(text).evaluate(None)))
        except Exception as error:
            raise evaluator.JSONataException("UNKNOWN", str(error))

    def declarations(bindings):
        """moto leaves the quotes in texts as they are."""
        return "".join(f"{name}:={to_json_str(value)};" for name, value in bindings.items())
    evaluator._eval_jsonata = evaluate
    for module in list(sys.modules.values()):
        if hasattr(module, "encode_jsonata_variable_declarations"):
            module.encode_jsonata_variable_declarations = declarations


def run(folder):
    """moto's interpreter runs an exported machine, with the answers of the functions and models given."""
    import time
    import boto3
    import requests
    from moto import mock_aws
    script = json.loads((folder / "script.json").read_text())
    evaluate_jsonata()
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}):
        template, stack = create_stack(folder)
        resources = {r["LogicalResourceId"]: r["PhysicalResourceId"]
                     for r in boto3.client("cloudformation").describe_stack_resources(StackName="stack")["StackResources"]
                     if "LogicalResourceId" in r}
        properties = next(r["Properties"] for r in template["Resources"].values()
                          if r["Type"] == "AWS::StepFunctions::StateMachine")
        definition = properties["DefinitionString"]
        for token, value in properties.get("DefinitionSubstitutions", {}).items():
            name = value.get("Ref") or (value["Fn::GetAtt"] if isinstance(value["Fn::GetAtt"], str)
                                        else value["Fn::GetAtt"][0]).split(".")[0]
            physical = resources[name]
            if "Fn::GetAtt" in value:
                physical = boto3.client("lambda").get_function(FunctionName=physical)["Configuration"]["FunctionArn"]
            definition = definition.replace("${%s}" % token, physical)
        requests.post("http://motoapi.amazonaws.com/moto-api/static/lambda-simple/response",
                      json={"results": script["answers"], "region": "us-east-1"})
        answer_models(script.get("models", []))
        client = boto3.client("stepfunctions")
        arn = client.create_state_machine(name="m", definition=definition, roleArn="arn:aws:iam::123456789012:role/r")[
            "stateMachineArn"]
        execution = client.start_execution(stateMachineArn=arn, input=json.dumps(script["input"]))["executionArn"]
        for _ in range(300):
            state = client.describe_execution(executionArn=execution)
            if state["status"] != "RUNNING":
                break
            time.sleep(0.1)
        if state["status"] != "SUCCEEDED":
            return [f"{folder.name}: {state['status']} {state.get('error')} {state.get('cause')}"]
        if json.loads(state["output"]) != script["output"]:
            return [f"{folder.name}: {state['output']} is not {json.dumps(script['output'])}"]
    return []


def package(folder):
    """package.sh puts the code under the keys that the template names, twice the same bytes; moto keeps the bucket."""
    import boto3
    import io
    import zipfile
    from moto.server import ThreadedMotoServer
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        s3 = boto3.client("s3", endpoint_url=address)
        s3.create_bucket(Bucket="artifacts")
        environment = dict(os.environ, AWS_ENDPOINT_URL=address,
                           PATH=os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]]))
        made = []
        for _ in range(2):
            result = subprocess.run(["sh", str(folder / "package.sh"), "artifacts", "stack"], env=environment,
                                    capture_output=True, text=True)
            if result.returncode:
                return [f"{folder.name}: package.sh: {result.stderr}"]
            objects = s3.list_objects_v2(Bucket="artifacts").get("Contents", [])
            made.append({o["Key"]: o["ETag"] for o in objects})
        findings = []
        if made[0] != made[1]:
            findings.append(f"{folder.name}: packed again, the code is {made[1]}, not {made[0]}")
        text = (folder / "template.yaml").read_text()
        wanted = set(re.findall(r"(?:S3Key|Prefix): !Sub \"\$\{AWS::StackName\}/(\S+)\"", text))
        if {f"stack/{key}" for key in wanted} != set(made[0]):
            findings.append(f"{folder.name}: the template wants {sorted(wanted)}, there is {sorted(made[0])}")
        for key in made[0]:
            archive = zipfile.ZipFile(io.BytesIO(s3.get_object(Bucket="artifacts", Key=key)["Body"].read()))
            source = folder / key.removeprefix("stack/").rsplit("-", 1)[0]
            for path in source.rglob("*"):
                if path.is_file() and archive.read(str(path.relative_to(source))) != path.read_bytes():
                    findings.append(f"{folder.name}: {path.name} changed on the way")
        return findings
    finally:
        server.stop()


def adapter(folder):
    """The adapter serves an agent's program as a runtime and as a function, with tools behind Lambda's API."""
    import http.server
    import threading
    import urllib.error
    import urllib.request
    calls = []

    class Lambda(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            calls.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            failed = "broken" in self.path
            body = b'{"errorType": "E", "errorMessage": "no"}' if failed else b'{"sum": 42}'
            self.send_response(200)
            if failed:
                self.send_header("X-Amz-Function-Error", "Unhandled")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format, *arguments):
            pass

    functions = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Lambda)
    threading.Thread(target=functions.serve_forever, daemon=True).start()
    case = json.loads((folder / "case.json").read_text())
    environment = dict(os.environ, BATON_ADDRESS="127.0.0.1:0", BATON_AGENT=json.dumps(case["agent"]),
                       BATON_TOOLS=json.dumps(case["tools"]),
                       AWS_ENDPOINT_URL=f"http://127.0.0.1:{functions.server_port}")
    program = folder / case["folder"] / "baton_agent.py"
    server = subprocess.Popen([sys.executable, str(program)], env=environment, stderr=subprocess.PIPE, text=True)
    findings = []
    try:
        port = int(re.search(r"port (\d+)", server.stderr.readline()).group(1))
        threading.Thread(target=server.stderr.read, daemon=True).start()

        def ask(path, body):
            data = None if body is None else json.dumps(body).encode()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", data, timeout=30) as answer:
                    return answer.status, json.loads(answer.read())
            except urllib.error.HTTPError as error:
                return error.code, json.loads(error.read())

        for number, exchange in enumerate(case["exchanges"]):
            answer = list(ask(exchange["path"], exchange.get("body")))
            if answer != exchange["answer"]:
                findings.append(f"{folder.name}: exchange {number}: {answer} is not {exchange['answer']}")
        if [list(call) for call in calls] != case["calls"]:
            findings.append(f"{folder.name}: calls {calls} are not {case['calls']}")
        os.environ.update(environment)
        sys.path.insert(0, str(program.parent))
        import baton_agent
        context = type("Context", (), {"aws_request_id": "r-1"})
        for event, wanted in case["events"]:
            try:
                answer = baton_agent.handler(event, context)
            except Exception as failure:
                answer = f"{type(failure).__name__}: {failure}"
            if answer != wanted:
                findings.append(f"{folder.name}: {event} gives {answer}, not {wanted}")
    finally:
        server.kill()
        functions.shutdown()
    return findings


if __name__ == "__main__":
    check = globals()[sys.argv[1]]
    folders = [pathlib.Path(p) for p in sys.argv[2:]]
    for folder in folders:
        try:
            for finding in check(folder):
                print(finding)
        except Exception as error:
            print(f"{folder.name}: {type(error).__name__}: {error}")
    print(f"ok {len(folders)}")
