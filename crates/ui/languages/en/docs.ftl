### The documentation that a server shows of itself.

docs-navigation = Documentation
docs-api = The API
docs-codes = Codes
docs-openapi = OpenAPI document
docs-version = Version { $version }.
docs-refusals = Every refusal is problem+json with a stable code; the codes have pages of their own:
docs-endpoints = Endpoints
docs-endpoint = Endpoint
docs-shapes = Shapes
docs-details = What goes in and what comes out
docs-parameters = In the address and the headers
docs-body = Body
docs-answer = Answer { $status }
docs-column-name = Name
docs-column-kind = Kind
docs-column-meaning = Meaning
docs-column-code = Code
docs-required = required
docs-open = Without a token
docs-list-of = list of
docs-or = or
docs-anything = anything

## Codes

docs-codes-title = Codes
docs-codes-lead = What each code means, and what to do. Programs decide by the code; the sentences are for people and may change.
docs-codes-checks = Answers to checks
docs-codes-refusals = Refused requests
docs-codes-files = Refused licence files
docs-codes-logins = How a log-in ended
docs-code-means = What it means
docs-code-next = What to do
