### The desk: request files, receipts and letters of customers’ installations.

desk-title = Requests
desk-lead = What customers’ installations sent, and what waits for somebody here.
desk-file = File from a customer
desk-file-hint = A request (.tlr), a receipt (.tlc) or a letter (.tll): the file says which it is.
desk-open = Open file
desk-waiting = Waiting
desk-everything = Everything
desk-files = Request files and changes of holder
desk-letters = Letters
desk-keys = Installations
desk-none = Nothing waits
desk-none-why = Requests that cannot be answered by themselves, letters, and installations that wait for support appear here.
desk-nothing = Nothing has come yet
desk-nothing-why = Open a file from a customer above. What comes online appears by itself.
desk-column-what = What
desk-column-received = Received
desk-kind-request = Request
desk-kind-holder = Change of name or serial
desk-kind-receipt = Receipt
desk-kind-letter = Letter
desk-state-waiting = Waiting
desk-state-answered = Answered
desk-state-received = Taken in
desk-state-closed = Put away
desk-look = Look at it
desk-waits-for-you = It waits for somebody here.
desk-from = { $kind } from { $name }
desk-file-as-it-came = File as it came
desk-to-accept = Accept this installation
desk-asks = Asks for
desk-asks-status = What is new
desk-asks-package = A package
desk-asks-serial = Another name or serial
desk-answered-title = Answered
desk-answered-means = The response is for this request and this installation only. Send the file to the customer, who loads it in the manager and compares before anything happens.
desk-has = What the installation has
desk-number-of = No. { $number } of { $newest }
desk-ledger = Ledger
desk-head = ends at entry { $revision }
desk-keys-known = Key list known
desk-written = Written
desk-clock = Its clock said
desk-gets = What it would get
desk-gets-beside = Package no. { $number } beside its no. { $held }
desk-gets-first = Package no. { $number }, its first
desk-gets-same = Nothing that the customer sees changes. The package renews what is there.
desk-mark-rewound = This installation runs on an older database than before: a backup was restored, or two servers share one key.
desk-mark-deleted = Licences were deleted on this installation.
desk-mark-clock = { $hours ->
    [one] The clock of this installation was set back by 1 hour.
   *[other] The clock of this installation was set back by { $hours } hours.
}
desk-answer-title = Answer
desk-answer = Answer with package no. { $number }
desk-answer-means = Signs the next package with everything the customer owns, bound to this request and to this installation’s key. The same request is always answered with the same file.
desk-answer-not-yours = Answering needs the right to sell.
desk-version = What the customer owns is not for version { $version }.
desk-cover-version = Let the customer own version { $version }
desk-close = Put away
desk-close-does-request = The request is not answered. The installation goes on with what it has, and can ask again at any time.
desk-close-does-letter = It leaves the desk. Nothing is sent to the customer.
desk-close-does-kept = It stays under “Everything” and in the customer’s history.
desk-reply = Reply by e-mail
desk-comparison = The comparison they looked at
desk-comparison-loses = { $count ->
    [one] { $module }: 1 person loses it
   *[other] { $module }: { $count } people lose it
}
desk-comparison-loses-from = { $count ->
    [one] { $module }: 1 person loses it from { $date }
   *[other] { $module }: { $count } people lose it from { $date }
}
desk-comparison-unread = The comparison was written by a newer version and cannot be shown as a table.
desk-comparison-raw = Show it as it came
desk-comparison-fits = Can be activated
desk-comparison-blocked = { $count ->
    [one] 1 licence too many in use
   *[other] { $count } licences too many in use
}
desk-receipt-at = At the customer since
desk-receipt-activated = The customer has this package in force. Its signature and the installation’s key are verified.
desk-receipt-prepared = The customer has loaded this package. It comes into force when the application reports the version it is for.
desk-receipt-deleted = The customer has deleted these licences.

desk-becomes = Whom it wants to become
desk-becomes-then = Wants to be called
desk-answer-after = Take away what is in the way first, then answer.
desk-column-in-use = In use
desk-column-total = Total

desk-gets-holder = With it the customer is called { $name } ({ $serial }).

## Why something cannot be taken or answered, said to the vendor’s people.

desk-why-serial = No customer has, or had, the serial number in this file.
desk-why-serial-do = Compare it with the order. Add the customer first, then open the file again.
desk-why-waiting = The installation has not been accepted yet.
desk-why-waiting-do = Compare its key’s fingerprint with the customer, accept it, then answer.
desk-why-claimed = Another installation is bound to this serial number: this may be a copy.
desk-why-claimed-do = Ask the customer which one is right. Accept this one only if the other is gone.
desk-why-released = The key of this installation was released.
desk-why-released-do = Accept it again if that was a mistake.
desk-why-hold = The customer’s packages are held.
desk-why-hold-do = Release them, then answer.
desk-why-change = It asks to become { $name } ({ $serial }), which nobody has authorised.
desk-why-change-do = Make sure who asks, authorise the change, then answer.
desk-why-version = What the customer owns is not for version { $version }.
desk-why-version-do = Tick the box below to let the customer own it, or change the subscription.
desk-why-nothing = Nothing has been sold to this customer yet.
desk-why-nothing-do = Write down what it owns first.
desk-why-closed = This request was put away.
desk-why-closed-do = Ask the customer for a new request file.
desk-why-replayed = Another file with the number of this request was here already.
desk-why-replayed-do = Ask the customer for a new request file. If it happens again, two servers share one key.
desk-why-old = The request is more than 30 days old.
desk-why-old-do = Ask the customer for a new one, and whether the installation’s clock is right.
desk-why-addressee = This file is for the issuer { $theirs }.
desk-why-addressee-do = Send it there. It cannot be answered here.
desk-why-root = The installation trusts another root key than ours.
desk-why-root-do = It was set up with another root.pem, perhaps the demonstration’s. Give the customer ours and let it be set up again.
