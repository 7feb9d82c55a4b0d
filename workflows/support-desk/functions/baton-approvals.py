def handler(event, context):
    """Called when a tool waits for a person, with its task token; a real desk would send a message here.

    `baton answer` lists what waits, and takes the decision.
    """
    return {}
