### Usage: figures of closed months, told by installations and heard by the authority.

usage-title = Usage
usage-lead = What customers used of metered services, month by month, as their installations signed it. The allowance is computed from the packages that you signed.
usage-month = { $month } { $year }
usage-of-month = { $meter }, { $month }
usage-save = Save as CSV
usage-none = Nothing is reported yet
usage-none-why = A month is reported some days after its end.
usage-nothing-why = Installations report a month some days after its end. What somebody carries here is opened below.
usage-none-there = Nothing here
usage-none-there-why = No figure is of this month, customer and kind.
usage-tab-all = Everything
usage-tab-overage = Beyond the allowance
usage-tab-doubtful = To look at
usage-every-month = Every month
usage-show = Show
usage-shown = { $count ->
    [one] 1 shown
   *[other] { $count } shown
}
usage-column-month = Month
usage-column-meter = Metered service
usage-column-used = Used
usage-column-allowance = Allowance
usage-column-overage = Overage
usage-column-invoice = Invoice
usage-column-plans = User plans in use
usage-column-n = No.
usage-column-kind = Kind
usage-column-came = Came
usage-column-receipt = Receipt
usage-not-invoiced = Not invoiced
usage-final = Month closed
usage-correction = Correction
usage-figures = Figures
usage-our-allowance = Allowance
usage-told-allowance = Allowance, as the customer computed it
usage-told-overage = Overage, as the customer computed it
usage-package = Package
usage-save-bundle = Save the signed bundle
usage-take = Usage bundle from a customer
usage-take-in = Take in and save the receipt
usage-bundle = Usage bundle
usage-bundle-hint = Its name ends in .tlu. You get the signed receipt, to be sent back. Taking a bundle in twice does no harm.
usage-remark-package = Another package
usage-remark-package-why = The figure names no package of yours. The allowance is that of the last package before the month ended.
usage-remark-meter = Not in the package
usage-remark-meter-why = No package of yours says anything of this meter. The allowance is the one that the customer reported.
usage-remark-allowance = Allowance differs
usage-remark-allowance-why = The customer computed another allowance than the package gives. Invoiced is what the package gives.
usage-remark-again = Closed twice
usage-remark-again-why = Another figure of this month came before: the customer’s database was restored, or another installation of the customer reported. Only the newest counts, and what was invoiced beyond it is credited. Ask the customer before you invoice.
usage-remark-plans = More plans than seats
usage-remark-plans-why = More user plans were in use than the package has seats. Ask the customer before you invoice.

## In the manager

usage-report = Reporting
usage-report-lead = When a month is closed, its figures go to the issuer, each once. Nothing else is told: no person, no single event.
usage-all-receipted = Everything receipted
usage-waiting = { $count ->
    [one] 1 figure waits
   *[other] { $count } figures wait
}
usage-last-receipt = Last receipt
usage-online = Figures are sent with the next contact, until the issuer’s signed receipt is here.
usage-offline = The issuer is not called from here. Make a usage bundle, send it, and take in the receipt that comes back.
usage-make-bundle = Usage bundle
usage-take-receipt = Take in a receipt
usage-receipt = Receipt
usage-tampered = Changed outside Licentia
usage-tampered-why = Figures of closed months were edited, deleted or added in the database. Nothing more is closed for the issuers concerned, or reported to them, until they are what they were: the ledger has all of them.
usage-put-right = Restore from the ledger
usage-renumbered = { $count ->
    [one] The vendor has another figure under the number of one of yours, from before this database was restored. Yours was numbered anew: save the file and send it.
   *[other] The vendor has other figures under the numbers of { $count } of yours, from before this database was restored. Yours were numbered anew: save the file and send it.
}
usage-receipt-taken = { $new ->
    [0] The receipt is in order. Everything up to figure { $through } was receipted before.
    [one] 1 figure is receipted. The issuer has everything up to figure { $through }.
   *[other] { $new } figures are receipted. The issuer has everything up to figure { $through }.
}
usage-not-receipted = waits
