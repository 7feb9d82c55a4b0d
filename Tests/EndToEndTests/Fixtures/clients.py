"""Uses `baton serve` with boto3 as programs do: waiters, paginators, signatures.

clients.py ENDPOINT SIGNED_ENDPOINT; exit status 3 says that boto3 is missing.
"""

import json
import sys
from unittest import mock

try:
    import boto3
    import botocore.auth
    from botocore.config import Config
    from botocore.exceptions import ClientError
    from botocore.waiter import WaiterModel, create_waiter_with_client
except ImportError:
    sys.exit(3)

ENDPOINT, SIGNED = sys.argv[1:3]
ROLE = "arn:aws:iam::123456789012:role/clients"


def client(endpoint, key="AKIDEXAMPLE", secret="right"):
    return boto3.client(
        "stepfunctions", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=key,
        aws_secret_access_key=secret, config=Config(inject_host_prefix=False, retries={"max_attempts": 0}))


sfn = client(ENDPOINT)


def machine(name, **states):
    definition = json.dumps({"StartAt": next(iter(states)), "States": states})
    return sfn.create_state_machine(name=name, definition=definition, roleArn=ROLE)["stateMachineArn"]


def waiters():
    """boto3 has none for Step Functions, so programs bring their own."""
    model = WaiterModel({"version": 2, "waiters": {"ExecutionSucceeded": {
        "operation": "DescribeExecution", "delay": 1, "maxAttempts": 20, "acceptors": [
            {"matcher": "path", "argument": "status", "expected": "SUCCEEDED", "state": "success"},
            {"matcher": "path", "argument": "status", "expected": "FAILED", "state": "failure"}]}}})
    arn = machine("waited", W={"Type": "Wait", "Seconds": 1, "End": True})
    started = sfn.start_execution(stateMachineArn=arn)
    create_waiter_with_client("ExecutionSucceeded", model, sfn).wait(executionArn=started["executionArn"])


def paginators():
    arn = machine("paged", A={"Type": "Pass", "Next": "B"}, B={"Type": "Pass", "End": True})
    names = ["run-%02d" % number for number in range(25)]
    for name in names:
        sfn.start_execution(stateMachineArn=arn, name=name)
    pages = list(sfn.get_paginator("list_executions").paginate(
        stateMachineArn=arn, PaginationConfig={"PageSize": 10}))
    assert [len(page["executions"]) for page in pages] == [10, 10, 5], pages
    assert [e["name"] for page in pages for e in page["executions"]] == names[::-1]
    for number in range(7):
        sfn.create_activity(name="paged-%d" % number)
    found = sfn.get_paginator("list_activities").paginate(PaginationConfig={"PageSize": 3}).build_full_result()
    assert len(found["activities"]) == 7, found
    found = sfn.get_paginator("list_state_machines").paginate(PaginationConfig={"PageSize": 1}).build_full_result()
    assert {m["name"] for m in found["stateMachines"]} >= {"waited", "paged"}, found
    mapped = machine("mapped", M={
        "Type": "Map", "Label": "each", "End": True, "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P",
            "States": {"P": {"Type": "Pass", "End": True}}}})
    execution = sfn.start_execution(stateMachineArn=mapped, input="[1, 2, 3]")["executionArn"]
    while sfn.describe_execution(executionArn=execution)["status"] == "RUNNING":
        pass
    runs = sfn.get_paginator("list_map_runs").paginate(executionArn=execution).build_full_result()["mapRuns"]
    assert len(runs) == 1, runs
    children = sfn.get_paginator("list_executions").paginate(
        mapRunArn=runs[0]["mapRunArn"], PaginationConfig={"PageSize": 2}).build_full_result()["executions"]
    assert len(children) == 3, children
    events = sfn.get_paginator("get_execution_history").paginate(
        executionArn=execution, reverseOrder=True, PaginationConfig={"PageSize": 2}).build_full_result()["events"]
    assert [e["id"] for e in events] == list(range(len(events), 0, -1)), events


def refusal(caller, prepare=lambda caller: None):
    prepare(caller)
    try:
        caller.list_activities()
    except ClientError as error:
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 403, error.response
        return error.response["Error"]["Code"]
    raise AssertionError("answered")


def signatures():
    assert "activities" in client(SIGNED).list_activities()
    assert refusal(client(SIGNED, secret="wrong")) == "InvalidSignatureException"
    assert refusal(client(SIGNED, key="SOMEBODY")) == "UnrecognizedClientException"

    def tamper(request, **_):
        request.body = b'{"maxResults": 1}'
        request.headers["Content-Length"] = str(len(request.body))

    assert refusal(client(SIGNED), lambda c: c.meta.events.register("before-send", tamper)) \
        == "InvalidSignatureException"
    late = "20200101T000000Z"
    real = botocore.auth.SigV4Auth.add_auth

    def add_auth(self, request):
        with mock.patch.object(botocore.auth, "SIGV4_TIMESTAMP", late):
            return real(self, request)

    with mock.patch.object(botocore.auth.SigV4Auth, "add_auth", add_auth):
        assert refusal(client(SIGNED)) == "InvalidSignatureException"


waiters()
paginators()
signatures()
print("ok")
