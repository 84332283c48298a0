"""What Schemathesis cannot know of Assay by its OpenAPI document. See README.md beside it."""

import json

import schemathesis

LINES = "application/x-ndjson"


@schemathesis.serializer(LINES)
def lines(ctx, value):
    """The document has the schema of a line: one value is a body of one line."""
    return json.dumps(value).encode() + b"\n"


@schemathesis.deserializer(LINES)
def read_lines(ctx, response):
    """Only the first: the schema is that of a line."""
    return json.loads(response.text.splitlines()[0]) if response.text.strip() else {}


@schemathesis.hook
def map_query(ctx, query):
    """A cursor carries a checksum, which no pattern can express: only the server can make one."""
    if query:
        query.pop("cursor", None)
    return query
