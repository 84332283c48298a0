"""What Schemathesis cannot know of Assay by its OpenAPI document. See README.md beside it."""

import json

import schemathesis
from hypothesis import strategies as st

LINES = "application/x-ndjson"

# Names that can be owned: Schemathesis' own end in .test now and then, which is kept for tests.
LABEL = st.from_regex(r"[a-z][a-z0-9]{2,20}", fullmatch=True)
NAME = st.tuples(LABEL, st.sampled_from(["com", "net", "org", "one", "co.uk", "eth", "io"]))
schemathesis.openapi.format("idn-hostname", NAME.map(".".join))


@schemathesis.serializer(LINES)
def lines(ctx, value):
    """The document has the schema of a line: one value is a body of one line."""
    return json.dumps(value).encode() + b"\n"


@schemathesis.deserializer(LINES)
def read_lines(ctx, response):
    """Only the first: the schema is that of a line."""
    return json.loads(response.text.splitlines()[0]) if response.text.strip() else {}
