### The authority's catalogue.

catalogue-title = Catalogue
catalogue-column-module = Module
catalogue-column-scope = Scope
catalogue-column-brings = Brings
