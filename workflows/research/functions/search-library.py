import pathlib

LIBRARY = pathlib.Path(__file__).parent.parent / "library"


def handler(event, context):
    """Gives the three passages that have most of the words; a passage is a paragraph of a document."""
    words = event["words"].lower().split()
    found = []
    for document in sorted(LIBRARY.glob("*.txt")):
        for passage in document.read_text().split("\n\n"):
            count = sum(word in passage.lower() for word in words)
            if count:
                found.append((-count, document.name, " ".join(passage.split())))
    found.sort()
    return [{"document": name, "passage": passage} for _, name, passage in found[:3]] or "Nothing in the library."
