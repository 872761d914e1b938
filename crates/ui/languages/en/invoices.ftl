### Invoices for overage: drafts, invoices, credit notes.

invoices-title = Invoices
invoices-lead = Overage of metered services, in blocks at the catalogue’s prices. A draft may change; what is issued never does.
invoices-save = Save as CSV
invoices-draw-up = Draw up drafts
invoices-draw-up-does = Every customer gets one draft of whatever is due up to and with the month and not invoiced yet, corrections of earlier months included. Doing it again brings the drafts up to date.
invoices-until = Up to and with
invoices-drawn-up = { $drafted ->
    [0] No draft is new or changed.
    [one] 1 draft is new or changed.
   *[other] { $drafted } drafts are new or changed.
} { $unchanged ->
    [0] { "" }
    [one] 1 is as it was.
   *[other] { $unchanged } are as they were.
} { $removed ->
    [0] { "" }
    [one] 1 is gone, because nothing is due any more.
   *[other] { $removed } are gone, because nothing is due any more.
}
invoices-obstructions = Not invoiced
invoices-obstructions-more = and { $count } more
invoices-obstruction-price = { $customer }, { $meter }, { $month }: the catalogue has no price in { $currency }. Add one, or change the customer’s currency.
invoices-obstruction-meter = { $customer }, { $meter }, { $month }: the catalogue has no such meter.
invoices-obstruction-amount = { $customer }, { $meter }, { $month }: the amount is too large to be true.
invoices-obstruction-silence = { $customer }, { $month }: nothing was reported, and the package has metered services. Ask the customer, or have its usage file sent.
invoices-tab-drafts = Drafts
invoices-tab-issued = Issued
invoices-none-drafted = No drafts
invoices-none-drafted-why = Drafts are drawn up by themselves some days after a month has ended, or when you say so.
invoices-none-issued = Nothing is issued yet
invoices-none-issued-why = Open a draft and issue it: it gets the next number and never changes again.
invoices-column-invoice = Invoice
invoices-column-total = Sum
invoices-column-currency = Currency
invoices-column-when = Drawn up or issued
invoices-number = Invoice no. { $number }
invoices-credit-number = Credit note no. { $number }
invoices-draft = Draft
invoices-credit-draft = Draft of a credit note
invoices-outdated = Outdated
invoices-outdated-means = Something came since this draft was drawn up: a figure, a price, a credit note or another invoice. Draw the drafts up again before you issue it.
invoices-state-draft = Draft
invoices-state-issued = Issued
invoices-state-credited = Taken back
invoices-issue = Issue
invoices-credit = Credit
invoices-is-draft = This is a draft. Issuing gives it the next number; from then on it never changes.
invoices-was-credited = Taken back by credit note no. { $number }.
invoices-credits = Takes invoice no. { $number } back. What it was for is settled.
invoices-credits-anew = Takes invoice no. { $number } back. What it was for is to be invoiced again.
invoices-open-other = Open it
invoices-kind-invoice = Invoice
invoices-kind-credit = Credit note
invoices-no = Number
invoices-issued-on = Date
invoices-due-on = To be paid by
invoices-for-month = Up to and with
invoices-credited-no = Takes back no.
invoices-lines = What for
invoices-column-what = Metered service and month
invoices-column-blocks = Blocks
invoices-column-price = Price a block
invoices-column-amount = Amount
invoices-total = Sum in { $currency }
invoices-line-how = { $used } used, { $allowance } included, { $overage } beyond. { $plans ->
    [one] 1 user plan was in use.
   *[other] { $plans } user plans were in use.
}
invoices-line-before = Blocks invoiced before: { $blocks }.
invoices-no-tax = All amounts are without value added tax.
invoices-proof = What proves it
invoices-proof-why = What was issued is sealed, and its SHA-256 stands in the ledger: nobody changes it unnoticed.
invoices-sha256 = SHA-256
invoices-id = Invoice ID
invoices-credit-title = Credit { $invoice }
invoices-credit-does = A credit note over the whole sum, { $sum }, is issued at once with the next number. The invoice itself stays as it is.
invoices-credit-then = And then
invoices-credit-settled = It is settled: the customer does not pay for it
invoices-credit-anew = Invoice it again, at the catalogue’s prices
invoices-credit-reason = Why (stands in the ledger)
