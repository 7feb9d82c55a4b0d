"""Uses a server as its users do: with boto3 and, where it is installed, the AWS CLI.

walkthrough.py PORT; exit status 3 says that boto3 is missing.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import time

try:
    import boto3
    from botocore.config import Config
except ImportError:
    sys.exit(3)

ENDPOINT = "http://127.0.0.1:" + sys.argv[1]
ROLE = "arn:aws:iam::123456789012:role/walkthrough"
KEYS = dict(region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
client = boto3.client("stepfunctions", endpoint_url=ENDPOINT, config=Config(inject_host_prefix=False), **KEYS)


def definition(**states):
    return json.dumps({"StartAt": next(iter(states)), "States": states})


def finished(arn):
    for _ in range(500):
        described = client.describe_execution(executionArn=arn)
        if described["status"] != "RUNNING":
            return described
        time.sleep(0.02)
    raise AssertionError("still running: " + arn)


def state_machines():
    text = definition(A={"Type": "Pass", "Result": {"x": 1}, "End": True})
    made = client.create_state_machine(
        name="walk", definition=text, roleArn=ROLE, tags=[{"key": "k", "value": "v"}], publish=True)
    arn = made["stateMachineArn"]
    assert made["stateMachineVersionArn"] == arn + ":1"
    described = client.describe_state_machine(stateMachineArn=arn)
    assert described["definition"] == text and described["status"] == "ACTIVE", described
    assert client.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "k", "value": "v"}]
    assert arn in [m["stateMachineArn"] for m in client.list_state_machines()["stateMachines"]]
    checked = client.validate_state_machine_definition(definition='{"StartAt":"A"}')
    assert checked["result"] == "FAIL" and checked["diagnostics"], checked
    try:
        client.describe_state_machine(stateMachineArn=arn + "x")
        raise AssertionError("described what is not there")
    except client.exceptions.StateMachineDoesNotExist as error:
        assert error.response["ResponseMetadata"]["RequestId"], error.response
    return arn


def executions(machine):
    ended = finished(client.start_execution(stateMachineArn=machine, input='{"a": 1}', name="first")["executionArn"])
    assert ended["status"] == "SUCCEEDED" and json.loads(ended["output"]) == {"x": 1}, ended
    pages = client.get_paginator("get_execution_history").paginate(
        executionArn=ended["executionArn"], PaginationConfig={"PageSize": 2})
    types = [event["type"] for page in pages for event in page["events"]]
    assert types == ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"], types
    alias = client.create_state_machine_alias(
        name="prod", routingConfiguration=[{"stateMachineVersionArn": machine + ":1", "weight": 100}])
    client.start_execution(stateMachineArn=alias["stateMachineAliasArn"])
    listed = client.list_executions(stateMachineArn=alias["stateMachineAliasArn"])["executions"]
    assert [e["stateMachineVersionArn"] for e in listed] == [machine + ":1"], listed


def synchronous():
    machine = client.create_state_machine(
        name="walk-express", type="EXPRESS", roleArn=ROLE,
        definition=definition(A={"Type": "Fail", "Error": "Nope", "Cause": "because"}))["stateMachineArn"]
    answer = client.start_sync_execution(stateMachineArn=machine, input="{}")
    assert answer["status"] == "FAILED" and answer["error"] == "Nope", answer
    return machine


def activities():
    arn = client.create_activity(name="walk-activity")["activityArn"]
    machine = client.create_state_machine(
        name="walk-worker", roleArn=ROLE,
        definition=definition(T={"Type": "Task", "Resource": arn, "End": True}))["stateMachineArn"]

    def work():
        task = client.get_activity_task(activityArn=arn, workerName="w")
        client.send_task_heartbeat(taskToken=task["taskToken"])
        client.send_task_success(
            taskToken=task["taskToken"], output=json.dumps({"got": json.loads(task["input"])}))

    worker = threading.Thread(target=work)
    worker.start()
    ended = finished(client.start_execution(stateMachineArn=machine, input='"hello"')["executionArn"])
    worker.join()
    assert json.loads(ended["output"]) == {"got": "hello"}, ended


def redrive():
    machine = client.create_state_machine(
        name="walk-redrive", roleArn=ROLE,
        definition=definition(
            T={"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
               "Parameters": {"FunctionName": "f"}, "End": True}))["stateMachineArn"]
    ended = finished(client.start_execution(stateMachineArn=machine)["executionArn"])
    assert ended["status"] == "FAILED" and ended["redriveStatus"] == "REDRIVABLE", ended
    client.redrive_execution(executionArn=ended["executionArn"])
    again = finished(ended["executionArn"])
    assert again["status"] == "FAILED" and again["redriveCount"] == 1, again


def test_state():
    answer = client.test_state(
        definition=json.dumps({
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"},
            "ResultPath": "$.result", "Next": "N"}),
        input='{"a": 1}', inspectionLevel="DEBUG",
        mock={"result": '{"StatusCode": 200}', "fieldValidationMode": "NONE"})
    assert answer["status"] == "SUCCEEDED" and answer["nextState"] == "N", answer
    assert json.loads(answer["output"]) == {"a": 1, "result": {"StatusCode": 200}}, answer


def command_line(machine):
    """The AWS CLI; it needs a variable for the operations whose host names AWS prefixes with `sync-`."""
    if not shutil.which("aws"):
        return
    environment = dict(
        os.environ, AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1",
        AWS_DISABLE_HOST_PREFIX_INJECTION="true", AWS_PAGER="", AWS_EC2_METADATA_DISABLED="true")

    def aws(*words):
        done = subprocess.run(
            ["aws", "stepfunctions", *words, "--endpoint-url", ENDPOINT, "--output", "json"], env=environment,
            capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    assert aws("list-state-machines")["stateMachines"]
    answer = aws("start-sync-execution", "--state-machine-arn", machine, "--input", "{}")
    assert answer["status"] == "FAILED", answer


walk = state_machines()
executions(walk)
express = synchronous()
activities()
redrive()
test_state()
command_line(express)
client.delete_state_machine(stateMachineArn=walk)
print("ok")
