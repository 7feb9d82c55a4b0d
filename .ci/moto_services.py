#!/usr/bin/env python3
"""moto's server, put right where it answers otherwise than AWS documents.

moto_services.py PORT
"""
import json
import re
import sys

from moto.core.exceptions import JsonRESTError
from moto.events.models import EventsBackend
from moto.secretsmanager.models import SecretsManagerBackend
from moto.server import main

put_events = EventsBackend.put_events
create_secret = SecretsManagerBackend.create_secret


def is_object(text):
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def put_only_objects(self, events):
    """EventBridge API, PutEventsResultEntry: a Detail that is no JSON object is 'MalformedDetail'; moto fails over it."""
    malformed = {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
    is_good = [not event.get("Detail") or is_object(event["Detail"]) for event in events]
    answers = iter(put_events(self, [event for event, good in zip(events, is_good) if good]))
    return [next(answers) if good else malformed for good in is_good]


def create_with_checked_name(self, name, *arguments, **options):
    """Secrets Manager API, CreateSecret: names have letters, digits and /_+=.@- only; moto takes any."""
    if not re.fullmatch(r"[A-Za-z0-9/_+=.@!-]+", name):
        raise JsonRESTError(
            "ValidationException",
            "Invalid name. Must be a valid name containing alphanumeric characters, "
            "or any of the following: -/_+=.@!")
    return create_secret(self, name, *arguments, **options)


EventsBackend.put_events = put_only_objects
SecretsManagerBackend.create_secret = create_with_checked_name
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
