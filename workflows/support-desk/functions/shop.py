ORDERS = {
    "B-1001": {"customer": "ann", "item": "saddle bag", "paid": 49.0, "status": "lost by the carrier"},
    "B-1002": {"customer": "bob", "item": "pump", "paid": 25.5, "status": "delivered on 3 November"},
}


def handler(event, context):
    """Finds orders of the customer, and pays them back."""
    order = ORDERS.get(event["order"])
    if event["action"] == "refund":
        return {"order": event["order"], "refunded": event["euros"], "receipt": "R-" + event["order"][2:]}
    if order is None or order["customer"] != event["customer"]:
        return "This customer has no order with that number."
    return {name: value for name, value in order.items() if name != "customer"}
