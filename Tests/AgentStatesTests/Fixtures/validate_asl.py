"""Checks state machine definitions with validators of others: cfn-lint (rule E3601) and asl-validator's JSON Schemas.

usage: validate_asl.py FOLDER [SCHEMAS]

Prints `TOOL FILE: MESSAGE` for each finding and `TOOL unavailable: REASON` for a validator that is not here.
"""
import glob
import json
import os
import sys


def definitions(folder):
    for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
        with open(path) as file:
            yield os.path.basename(path), json.load(file)


def check_with_cfn_lint(folder):
    try:
        from cfnlint.api import lint
    except ImportError as error:
        return print(f"cfn-lint unavailable: {error}")
    names = {}
    resources = {}
    for number, (name, definition) in enumerate(definitions(folder)):
        names[f"M{number}"] = name
        resources[f"M{number}"] = {
            "Type": "AWS::StepFunctions::StateMachine",
            "Properties": {"RoleArn": "arn:aws:iam::123456789012:role/r", "Definition": definition},
        }
    template = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})
    for match in lint(template, None, ["us-east-1"]):
        path = [str(part) for part in (match.path or [])]
        name = names.get(path[1], "?") if len(path) > 1 else "?"
        print(f"cfn-lint {name}: {match.rule.id} {match.message} at {'/'.join(path[4:])}")


def with_languages(workflow, language):
    """Gives every state its inherited query language, which the schemas want."""
    for state in workflow.get("States", {}).values():
        own = state.setdefault("QueryLanguage", language)
        for inner in state.get("Branches", []) + [state[k] for k in ("ItemProcessor", "Iterator") if k in state]:
            with_languages(inner, own)
    return workflow


def check_with_asl_validator(folder, schemas):
    try:
        import jsonschema
        from referencing import Registry, Resource
    except ImportError as error:
        return print(f"asl-validator unavailable: {error}")
    documents = [json.load(open(path)) for path in glob.glob(os.path.join(schemas, "**/*.json"), recursive=True)]
    documents = [document for document in documents if isinstance(document, dict) and "$id" in document]
    roots = [document for document in documents if document["$id"].endswith("state-machine.json#")
             or document["$id"].endswith("state-machine.json")]
    if not roots:
        return print(f"asl-validator unavailable: no schemas in {schemas}")
    registry = Registry().with_resources(
        [(document["$id"], Resource.from_contents(document)) for document in documents])
    validator = jsonschema.Draft7Validator(roots[0], registry=registry)
    for name, definition in definitions(folder):
        language = definition.setdefault("QueryLanguage", "JSONPath")
        for error in validator.iter_errors(with_languages(definition, language)):
            leaf = max(leaves(error), key=lambda leaf: len(leaf.absolute_path))
            print(f"asl-validator {name}: {leaf.message[:200]} at {'/'.join(map(str, leaf.absolute_path))}")


def leaves(error):
    """The causes of an error of `oneOf` and the like; the deepest is what is meant."""
    return [leaf for inner in error.context for leaf in leaves(inner)] if error.context else [error]


if __name__ == "__main__":
    check_with_cfn_lint(sys.argv[1])
    if len(sys.argv) > 2:
        check_with_asl_validator(sys.argv[1], sys.argv[2])
