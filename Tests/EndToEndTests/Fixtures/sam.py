"""Runs the state machine of a SAM template, as its translation to CloudFormation has it.

sam.py ENDPOINT TEMPLATE.yaml; exit status 3 says that boto3, PyYAML or aws-sam-translator is missing.
"""

import json
import os
import sys
import time

try:
    import boto3
    import yaml
    from samtranslator.translator.transform import transform
except ImportError:
    sys.exit(3)

ENDPOINT, TEMPLATE = sys.argv[1:3]
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")


class NoPolicies:
    def load(self):
        return {}


class Loader(yaml.SafeLoader):
    """Reads the short forms of CloudFormation's functions."""


Loader.add_constructor("!GetAtt", lambda loader, node: {"Fn::GetAtt": loader.construct_scalar(node).split(".")})
Loader.add_constructor("!Ref", lambda loader, node: {"Ref": loader.construct_scalar(node)})


def resolved(value):
    """What CloudFormation would put there once the stack is made."""
    if not isinstance(value, dict):
        return value
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return separator.join(resolved(part) for part in parts)
    name = value["Fn::GetAtt"][0] if "Fn::GetAtt" in value else value["Ref"]
    resource = stack["Resources"][name]
    if resource["Type"] == "AWS::Lambda::Function":
        return "arn:aws:lambda:us-east-1:123456789012:function:" + resource["Properties"]["FunctionName"]
    return "arn:aws:iam::123456789012:role/" + name


stack = transform(yaml.load(open(TEMPLATE), Loader), {}, NoPolicies())
properties = stack["Resources"]["Machine"]["Properties"]
definition = resolved(properties["DefinitionString"])
for name, value in properties.get("DefinitionSubstitutions", {}).items():
    definition = definition.replace("${%s}" % name, str(resolved(value)))
sfn = boto3.client(
    "stepfunctions", endpoint_url=ENDPOINT, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
made = sfn.create_state_machine(
    name="from-sam", definition=definition, roleArn=resolved(properties["RoleArn"]),
    type=properties.get("StateMachineType", "STANDARD"))
execution = sfn.start_execution(stateMachineArn=made["stateMachineArn"], input='{"who": "world"}')["executionArn"]
for _ in range(600):
    described = sfn.describe_execution(executionArn=execution)
    if described["status"] != "RUNNING":
        break
    time.sleep(0.05)
assert described["status"] == "SUCCEEDED", described
assert json.loads(described["output"]) == {"greeting": "HELLO WORLD", "stage": "test"}, described["output"]
print("ok")
