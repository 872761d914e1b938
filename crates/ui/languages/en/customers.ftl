### The authority's customers.

customers-title = Customers
customers-add = Add customer
customers-search = Search customers
customers-column-name = Customer
customers-column-serial = Serial number
customers-issue = Issue package
