"""Makes the address of a mailbox from a person's name."""

import unicodedata


def handler(event, context):
    plain = unicodedata.normalize("NFKD", event["name"]).encode("ascii", "ignore").decode()
    parts = plain.lower().split()
    if len(parts) < 2:
        raise ValueError(f"'{event['name']}' is not a first and a last name")
    return {"mailbox": f"{parts[0]}.{parts[-1]}@{event['domain']}"}
