"""Finds the shipping zone of a postcode."""

ZONES = [("10", 1), ("14", 1), ("20", 2), ("50", 3), ("80", 4)]


def handler(event, context):
    postcode = event["address"].split(",")[1].strip().split(" ")[0]
    for prefix, zone in ZONES:
        if postcode.startswith(prefix):
            return {"zone": zone}
    return {"zone": 5}
