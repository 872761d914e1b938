### The authority's customers.

customers-title = Customers
customers-add = Add customer
customers-search = Search customers
customers-column-name = Customer
customers-column-serial = Serial number

customers-vendor-authority = Vendor authority
customers-no-hits = Nothing found for “{ $search }”
customers-no-hits-why = The search looks in names, serial numbers, customer IDs and contacts.
customers-empty-title = No customers yet
customers-empty-why = A customer is a company with a serial number. Packages are issued to it.
customers-column-country = Country
customers-column-standing = Standing
customers-column-expiry = Expires on
customers-column-package = Last package
customers-package-number = No. { $number }
customers-no-package = No package yet
customers-shown = { $shown } of { $total }
customers-all = { $count } in all
customers-tabs = Customer
customers-overview = Overview
customers-history = History
customers-edit = Edit customer
customers-change-subscription = Change subscription
customers-issue-number = Issue package no. { $number }
customers-waits = { $count ->
    [one] One thing differs from the last package. Issue a package to deliver it.
   *[other] { $count } things differ from the last package. Issue a package to deliver them.
}
customers-customer-id = Customer ID
customers-contact = Contact
customers-zone = Time zone
customers-note = Note
customers-dates = Dates
customers-subscription = Subscription
customers-carried = Compared with package no. { $number }
customers-not-issued = No package carries it yet
customers-owns-nothing = Nothing has been sold to this customer yet. Change the subscription to begin.
customers-column-item = Item
customers-column-kind = Kind
customers-column-now = Now
customers-column-change = +/−
customers-column-new = New
customers-column-days = Days
customers-column-from = From
customers-column-until = Until
customers-changed = changed
customers-kind-plan = plan
customers-kind-gone = not in the catalogue
customers-packages = Packages issued
customers-no-packages = None yet.

customers-name = Company name
customers-name-hint = Exactly as the company writes it: managers compare it letter by letter.
customers-serial-hint = Ten digits. Leave it empty to be given a free one.
customers-country-hint = Two letters, such as NO or SE.
customers-zone-hint = Where the days of its licences begin and end, such as Europe/Oslo.

customers-counted = Counted licences
customers-add-lines = Add
customers-lines-hint = Empty a quantity to take the line away. Write “unrestricted” for a licence without a cap. A licence may stand on several lines with different days.
customers-no-line = No licence
customers-suite = Suite
customers-suite-hint = One plan for the whole organisation, instead of a plan for each person.
customers-no-suite = No suite
customers-propose = Fill in the other dates from the expiry
customers-versions = Product versions
customers-versions-from = From
customers-versions-to = To, inclusive
customers-versions-hint = Three numbers, such as 12.1.0. Empty: all versions.
customers-save-subscription = Save subscription
customers-subscription-means = Saving changes what the customer owns. It reaches the customer with the next package.
