"""Adds up the lines of an order, with a discount for many of one article and free shipping above a limit."""

from decimal import ROUND_HALF_UP, Decimal

CATALOGUE = {
    "mug": Decimal("11.90"),
    "notebook": Decimal("4.50"),
    "backpack": Decimal("79.00"),
    "desk": Decimal("420.00"),
    "sticker": Decimal("0.00"),
}
DISCOUNT_FROM = 10
DISCOUNT = Decimal("0.05")
SHIPPING = Decimal("6.90")
FREE_SHIPPING_FROM = Decimal("50")


class UnknownArticle(Exception):
    pass


def handler(event, context):
    subtotal = Decimal(0)
    for line in event["lines"]:
        if line["article"] not in CATALOGUE:
            raise UnknownArticle(f"there is no article '{line['article']}'")
        price = CATALOGUE[line["article"]] * line["quantity"]
        if line["quantity"] >= DISCOUNT_FROM:
            price -= price * DISCOUNT
        subtotal += price
    shipping = Decimal(0) if subtotal == 0 or subtotal >= FREE_SHIPPING_FROM else SHIPPING
    total = (subtotal + shipping).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return {**event, "shipping": float(shipping), "total": float(total)}
