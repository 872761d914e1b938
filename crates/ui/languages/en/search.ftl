### The search of the authority’s top bar.

search-title = Search: { $words }
search-nothing = Nothing is called that
search-nothing-why = The search looks for customers by name, serial number, ID and contact, also by those they had before, for installations by the beginning of their key, and for packages by their ID.
search-all-customers = See all customers
search-all-hits = See all { $count } customers
search-former = Called so before
search-column-former = Was called
search-column-now = Is called
search-column-until = Until
search-column-key = Installation key
search-column-last = Last contact
