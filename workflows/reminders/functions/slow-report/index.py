"""Writes a report, slowly."""

import time


def handler(event, context):
    for page in range(event["pages"]):
        time.sleep(0.02)
    return {"pages": event["pages"]}
