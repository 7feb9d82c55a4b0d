"""Rates a batch of shipments: by billable weight and distance zone, with a fuel surcharge."""

from decimal import ROUND_HALF_UP, Decimal

# Price of the first kilogram and of each further one, by zone.
RATES = {"domestic": ("5.90", "0.80"), "europe": ("12.40", "2.10"), "world": ("29.00", "6.50")}
EUROPE = {"AT", "BE", "CH", "CZ", "DK", "ES", "FR", "IT", "NL", "PL", "SE"}
CUBIC_CENTIMETRES_PER_KILOGRAM = 5000
SERVICES = {"standard": Decimal("1"), "express": Decimal("1.6")}


def zone(country):
    return "domestic" if country == "DE" else "europe" if country in EUROPE else "world"


def billable_kilograms(row):
    volume = Decimal(row["length_cm"]) * Decimal(row["width_cm"]) * Decimal(row["height_cm"])
    return max(Decimal(row["weight_kg"]), volume / CUBIC_CENTIMETRES_PER_KILOGRAM)


def problem(row):
    if not row["weight_kg"] or Decimal(row["weight_kg"]) <= 0:
        return "no weight"
    if Decimal(row["weight_kg"]) > 70:
        return "too heavy for a parcel"
    if row["service"] not in SERVICES:
        return f"unknown service '{row['service']}'"
    return None


def price(row, surcharge):
    first, further = (Decimal(text) for text in RATES[zone(row["country"])])
    kilograms = billable_kilograms(row)
    base = first + further * max(kilograms - 1, Decimal(0))
    return (base * SERVICES[row["service"]] * (1 + surcharge)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def handler(event, context):
    surcharge = Decimal(str(event["BatchInput"]["fuelSurcharge"]))
    refused, revenue, rated, heaviest = [], Decimal(0), 0, None
    for row in event["Items"]:
        reason = problem(row)
        if reason:
            refused.append({"id": row["id"], "reason": reason})
            continue
        rated += 1
        revenue += price(row, surcharge)
        if heaviest is None or Decimal(row["weight_kg"]) > heaviest[0]:
            heaviest = (Decimal(row["weight_kg"]), row)
    print(f"{rated} of {len(event['Items'])} shipments rated")
    return {
        "rated": rated,
        "revenue": float(revenue),
        "refused": refused,
        "heaviest": {
            "id": heaviest[1]["id"], "kilograms": float(heaviest[0]), "to": heaviest[1]["city"],
        },
    }
