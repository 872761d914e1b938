### What is in force: the Licences screen.

licences-title = Licences
licences-issuers = Issuers
licences-owner = Owner
licences-serial = Serial number
licences-standing = Standing
licences-expires = Expires on
licences-package = Package in force
licences-package-number = No. { $number }
licences-column-licence = Licence
licences-column-share = Share in use
licences-column-in-use = In use
licences-column-free = Free
licences-column-total = Total
licences-column-until = Valid until
licences-group-system = System licences
licences-group-system-means = the whole installation, all in force
licences-group-system-stopped = the whole installation, stopped
licences-group-site = Site licences
licences-group-site-means = counted per installation
licences-group-plans = User plans
licences-group-plans-means = a person holds one
licences-group-suite = One plan for everybody
licences-group-suite-means = whoever can log in has a seat
licences-group-modules = Other user licences
licences-full = Full
licences-empty-title = No licences yet
licences-empty-why = Your licences appear here once you load a licence file.
licences-package-signed = signed
licences-no-end = No end
licences-rows = Rows
licences-row-quantity = Quantity
licences-row-start = From
licences-row-due = Until
licences-set = Comes with the plan
licences-holders = Held by
licences-nobody = Nobody holds it yet.
licences-code = Code name
licences-holder-enter = Enter serial number and owner
licences-customer = Customer ID
licences-key = Key of this installation
licences-root = Root key
licences-partner = partner
licences-tab-new = New
licences-purchase = Purchase new licences
licences-buy-more = Buy more
licences-more = More
licences-assign = Assign
licences-group-system-ended = System licences that are not in force
licences-requires = Needs
licences-holders-more = { $count ->
    [one] 1 more holder
   *[other] { $count } more holders
}
licences-history = What packages changed
licences-activated = Package no. { $number } is in force.
licences-see-changes = View the changes
licences-receipt = Download receipt
licences-receipt-why = Send the receipt to the vendor, who then knows that it arrived.
licences-prepared = Package no. { $number } is prepared and comes into force with the version it is for.
licences-prepared-see = See what it changes
licences-waits-fetched = A new licence from { $issuer } arrived
licences-waits-loaded = A new licence from { $issuer } was loaded
licences-why-blocked = { $count ->
    [one] It needs a decision: one licence would be smaller than what is in use.
   *[other] It needs a decision: { $count } licences would be smaller than what is in use.
}
licences-why-blocked-hidden = It needs a decision: modules that come with plans would be fewer than their holders.
licences-why-lose = { $count ->
    [one] It needs a decision: 1 person would lose something.
   *[other] It needs a decision: { $count } people would lose something.
}
licences-why-decide = It needs a decision.
licences-why-file = You decide when it comes into force.
licences-none-title = No licences from { $issuer }
licences-none-why = They appear here once you load or fetch a licence and activate it.
licences-none-waits = They appear here once you have activated what waits.
licences-fresh-title = Welcome to Licentia
licences-fresh-why = This installation runs in demo mode: everything is allowed, up to 1,000 of each kind. To use your licences, enter your serial number and company name first. Both stand on the order confirmation.
licences-holder-lead = Write them exactly as they stand in the licence or on the order confirmation.
licences-holder-hint = Letter by letter, with “AB”, “AS” or “Ltd”.
licences-holder-wrong = Write the company name as it stands in the licence, at most 200 characters.
licences-serial-hint = Usually ten digits.
licences-serial-wrong = A serial number has only digits, letters and hyphens, at most 40.
licences-holder-next = What happens next
licences-holder-step-1 = You enter both and save.
licences-holder-step-2 = The licence is fetched from the vendor, or you load the file you were sent.
licences-holder-step-3 = You see what it brings and activate it. Demo mode ends then.
licences-serial-change = Change serial number
licences-serial-lead = Only the vendor can change name or serial number. You make a request file here; the answer brings the change, and nothing changes before you activate it.
licences-serial-request = Make request file
licences-serial-step-1 = Write the new name and serial number as the vendor has told you, and make the request file.
licences-serial-step-2 = Send LicenseRequest.tlr to the vendor.
licences-serial-step-3 = Load the answer under “Load licence from file”, see what changes, and activate.
licences-delete-all = Delete all licences
licences-delete-partner = Delete licences from { $issuer }
licences-delete-demo = Demo mode begins.
licences-delete-demo-means = Everything is allowed then, up to 1,000 of each kind, and every answer to the application says that this is a demo.
licences-delete-goes = { $count ->
    [one] 1 licence stops at once.
   *[other] { $count } licences stop at once.
}
licences-delete-people = { $count ->
    [one] 1 person loses something.
   *[other] { $count } people lose something.
}
licences-delete-stays = { $count ->
    [0] Users stay as they are.
    [one] Users stay. 1 assignment stays as well, and counts again when a licence brings its module back.
   *[other] Users stay. { $count } assignments stay as well, and count again when a licence brings their modules back.
}
licences-delete-back = To come back, load or fetch a newer licence for serial number { $serial } and activate it.
licences-delete-back-partner = To come back, load or fetch a newer licence of the partner and activate it.
licences-delete-told = The vendor is told at the next contact. The history keeps everything.
licences-delete-sure = Yes, delete these licences
licences-delete-not-ticked = Nothing was deleted. Tick the box if you mean it.
licences-delete-nobody = Nobody loses anything.
licences-holder-save = Save and go on
licences-authority = Authority
licences-deleted-all = All licences were deleted.
licences-deleted-partner = The licences from { $issuer } were deleted.
licences-nothing-newer = Nothing newer from the vendor.
