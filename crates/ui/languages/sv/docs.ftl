### Dokumentationen som en server visar om sig själv.

docs-navigation = Dokumentation
docs-api = Gränssnittet
docs-codes = Koder
docs-openapi = OpenAPI-dokument
docs-version = Version { $version }.
docs-refusals = Varje avslag är problem+json med en fast kod; koderna har egna sidor:
docs-endpoints = Anrop
docs-endpoint = Anrop
docs-shapes = Objekt
docs-details = Vad som skickas och vad som svaras
docs-parameters = I adressen och huvudena
docs-body = Innehåll
docs-answer = Svar { $status }
docs-column-name = Namn
docs-column-kind = Typ
docs-column-meaning = Betydelse
docs-column-code = Kod
docs-required = krävs
docs-open = Utan token
docs-list-of = lista av
docs-or = eller
docs-anything = vad som helst

## Koder

docs-codes-title = Koder
docs-codes-lead = Vad varje kod betyder och vad man gör. Program går efter koden; meningarna är till för människor och kan ändras.
docs-codes-checks = Svar på kontroller
docs-codes-refusals = Avslagna begäranden
docs-codes-files = Avvisade licensfiler
docs-codes-logins = Hur en inloggning slutade
docs-code-means = Vad den betyder
docs-code-next = Vad man gör
