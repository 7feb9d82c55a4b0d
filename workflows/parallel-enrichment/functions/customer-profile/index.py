"""Tidies up a name and splits an address."""


def handler(event, context):
    name = " ".join(part.capitalize() for part in event["name"].split())
    street, _, rest = event["address"].partition(",")
    code, _, city = rest.strip().partition(" ")
    return {"salutation": f"Dear {name}", "street": street.strip(), "postcode": code, "city": city}
