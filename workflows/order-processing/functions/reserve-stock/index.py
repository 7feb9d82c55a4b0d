"""Reserves the articles of an order, and says how many parcels they make."""

STOCK = {"mug": 200, "notebook": 500, "backpack": 12, "desk": 1, "sticker": 10_000}
PER_PARCEL = {"mug": 6, "notebook": 20, "backpack": 2, "desk": 1, "sticker": 500}


class OutOfStock(Exception):
    pass


def handler(event, context):
    missing = {
        line["article"]: line["quantity"] - STOCK.get(line["article"], 0)
        for line in event["lines"]
        if line["quantity"] > STOCK.get(line["article"], 0)
    }
    if missing:
        raise OutOfStock(", ".join(f"{count} x {article}" for article, count in sorted(missing.items())))
    parcels = sum(-(-line["quantity"] // PER_PARCEL[line["article"]]) for line in event["lines"])
    return {"parcels": parcels}
