### The conversation between a vendor's authority and its customers' installations.

## What the authority says no to

problem-installation_not_bound = This installation’s key is not the one that speaks for the customer.
    .detail = Look at the customer’s installations again: the key was released, or another was accepted.
problem-installation_ambiguous = This key spoke for { $count } customers.
    .detail = Say which one is meant: send the serial number as “customer”.
problem-on_hold = The vendor holds new licences back.
    .detail = Nothing new is handed out until the hold is released.
problem-nothing_new = There is no package that is newer than the one in force.
    .detail = Nothing needs to be done.
problem-wrong_addressee = This is meant for another issuer: { $theirs }.
    .detail = Bring it to that issuer; here is { $ours }.
problem-other_root = The installation trusts another root key than ours.
    .detail = It could not read our answer. Set it up with our root key, or bring this to the vendor it belongs to.
problem-request_not_online = This request was made for a file.
    .detail = It is answered by the vendor, not by this address. A call signs a request of its own.
problem-request_from_future = This request is dated more than a day ahead.
    .detail = The clock of the installation that signed it is fast. Set it right and ask again.
problem-issuer_key_replaced = The issuer’s key was replaced in this very moment.
    .detail = Nothing was signed. Try again.
problem-wrong_purpose = This request asks for something else.
    .detail = It asks for “{ $asked }”, and this address answers “{ $here }”.
problem-change_waiting = The new name or serial number has not been authorised.
    .detail = Sales has to enter it at the customer first. Then the request can be answered.
problem-version_not_covered = What the customer owns does not cover version { $version }.
    .detail = Widen the product versions of the subscription, or answer with “cover_version”, and try again.
problem-request_closed = This request was put away without an answer.
    .detail = Ask the customer for a new one.
problem-not_a_request_here = Only a request can be answered with a package.
    .detail = This is a receipt or a letter. Open it, and put it away when it is done.
problem-too_many_letters = Too much lies on the desk from this installation already.
    .detail = Let somebody answer or put away what is there first.
problem-language_invalid = This is not a language.
    .detail = Use tags such as “en” or “sv” in { $path }.
problem-link_invalid = This is not an address for a link.
    .detail = Write an address that begins with https:// or http://.
problem-link_without_message = A link needs words.
    .detail = Write a message or a hold that says what is behind the link.

## What the ledger tells

ledger-kind-installations-bound = Installation bound
ledger-kind-installations-waiting = Installation waits for support
ledger-kind-installations-copy = Possible copy of the installation
ledger-kind-installations-rewound = Installation runs on an older database
ledger-kind-installations-clock_set_back = Installation’s clock was set back
ledger-kind-installations-deleted = Installation’s licences were deleted
ledger-kind-installations-changed = Installation changed
ledger-kind-installations-released = Installation released
ledger-kind-installations-accepted = Installation accepted
ledger-kind-installations-acknowledged = Installation’s restore acknowledged
ledger-kind-requests-closed = Request put away
