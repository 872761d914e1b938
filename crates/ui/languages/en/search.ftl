### The search of the top bar, at the authority and at the manager.

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
search-nothing-why-manager = The search looks for users by name, log-in name and whatever else the list of users is searched by, for products by name and code, and for packages by number, issuer and ID.
search-all-users = See all users
search-all-products = See all products
search-all-hits-users = See all { $count } users
search-all-hits-products = See all { $count } products
search-all-hits-packages = See all packages ({ $count } are called so)
