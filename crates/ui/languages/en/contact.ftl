### The conversation with each issuer's authority.

## How things stand: `contact-state-<state>`.

contact-state-up_to_date = Up to date
contact-state-new_licence_available = New licence available
contact-state-new_licence_activated = New licence activated
contact-state-new_company_name = New company name
contact-state-new_serial_number = New serial number
contact-state-message = Message
contact-state-message_with_link = Message
contact-state-problem = Problem
contact-state-never_asked = Not asked yet
contact-state-offline = Offline

## Why a package waits for a decision: `contact-waits-<code>`.

contact-waits-held = The vendor holds the licences back.
contact-waits-new_serial_number = It changes the serial number.
contact-waits-new_company_name = It changes the company name.
contact-waits-first_package = It is the first package of this issuer here.
contact-waits-blocked = More licences are in use than it has.
contact-waits-people_lose = Somebody would lose a licence.
contact-waits-module_goes = A module goes.
contact-waits-dates_earlier = A date moves earlier.
contact-waits-suite_changes = The suite changes.
contact-waits-zone_changes = The time zone changes, in which days are counted.
contact-waits-less_later = On a later day, or by a plan limit, it allows less than now.
contact-waits-prepared = It is for a product version that is not in use yet. When that version reports itself it comes into force if it takes nothing from anybody; activate it to decide that now.
contact-waits-version_not_covered = Product versions that are covered now would not be covered any more.
contact-waits-from_file = It was loaded from a file: that waits for somebody’s decision.
contact-waits-dismissed = Somebody put it aside. Load it again to decide anew.

## What is in the way.

problem-authority_unreachable = The vendor’s authority does not answer.
    .detail = Nothing stops because of this; it is asked again by itself. If it stays so, check the network and the address, or exchange files.
problem-authority_not_secure = No secure connection to the vendor’s authority.
    .detail = Check this machine’s clock and certificates, and whether something on the way opens the connection.
problem-authority_address = The address of the vendor’s authority is no address.
    .detail = Correct it in the settings, under [authority] or [issuers].
problem-authority_trouble = The vendor’s authority could not answer.
    .detail = It is asked again by itself. Tell the vendor if it stays so.
problem-letter_not_taken = The vendor’s authority did not take the letter.
    .detail = Save it and send it by e-mail. It is signed by this installation.
problem-authority_time_ahead = The clock of the vendor’s authority is more than a day ahead of this machine’s.
    .detail = Its time is not taken over. Check this machine’s date and set it right; if it is right, tell the vendor.
problem-server_trouble = This server could not keep what the authority answered.
    .detail = It is tried again by itself. Look at the server’s log if it stays so.
problem-outbound_disabled = This server calls no other one.
    .detail = Exchange files with the vendor, or allow calls with enabled = true under [outbound].
problem-offline = There is nobody to ask.
    .detail = No address of an authority is known, or calls are switched off. Exchange files with the vendor instead.
problem-other_bytes = The package that came is not the one that the vendor’s answer named.
    .detail = It was not kept. It is fetched again by itself; tell the vendor if it stays so.
problem-another_package_than_offered = The package that came is another one than the vendor’s answer named, or another issuer’s.
    .detail = It was not kept. It is fetched again by itself; tell the vendor if it stays so.
problem-turn_lost = The question took so long that another server asks now.
    .detail = Nothing needs to be done.
problem-installation_waiting = The vendor has not yet accepted this installation.
    .detail = The vendor’s support has been told. Ask there if it takes long.
problem-serial_unknown = The vendor does not know this serial number.
    .detail = Compare it with the order confirmation, letter by letter.
problem-request_replayed = This request has been used before.
    .detail = Ask again. If it stays so, somebody repeats what was sent: tell the vendor.
problem-request_too_old = This request is too old.
    .detail = Check the machine’s clock and make a new request.
contact-up-to-date = Your licence is up to date.
contact-checked = Checked
contact-check = Check now
contact-asking = { $issuer } is being asked.
contact-never-asked = { $issuer } has not been asked for news yet.
contact-offline = { $issuer } is not asked for news from here. Licences come as files.
contact-activated = New licence activated
contact-dismiss = Dismiss
contact-hold = { $issuer } holds new licences back:
contact-message = { $issuer } says:
contact-read-more = Read more
contact-new-name = { $issuer } has a new company name for you:
contact-new-serial = { $issuer } has a new serial number for you:
contact-new-holder-offered = It comes with the new licence: activate that, and it is here too.
contact-new-holder-do = Nothing needs to be typed: the next licence brings it, and you confirm it by activating that licence.
contact-detail = For the expert
contact-title = Tell { $issuer }
contact-lead = About package no. { $number }. Do not activate it before you have the answer.
contact-subject = Subject
contact-subject-about = Wrong licences in package no. { $number }
contact-text = What is wrong
contact-text-hint = Which licence, which number, and what you ordered.
contact-name = Your name
contact-email = Your e-mail address
contact-attached = The comparison of package no. { $number } goes along
contact-attached-why = Numbers and modules go along, no person.
contact-send = Send to { $issuer }
contact-field-wrong = Fill this in, and keep it short.
contact-sent = Sent to { $issuer }
contact-sent-means = { $issuer } has it and answers by e-mail. The package waits meanwhile.
contact-saved = Send this file
contact-by-hand = Save the letter and send it to { $issuer } by e-mail. It is signed by this installation.
contact-save = Save
contact-id = Number of the letter:
contact-back = Back to the package
contact-unknown = Something is wrong between here and { $issuer }.
contact-unknown-do = Tell the vendor’s support the code beside.
problem-holder_former = { $issuer } still knows you by a former company name or serial number:
    .detail = Ask them to authorise the change; then their licences come for the holder that you are now.
problem-installation_released = The vendor has released this installation.
    .detail = Ask the vendor’s support to accept it again.
contact-failing-since = No answer since
