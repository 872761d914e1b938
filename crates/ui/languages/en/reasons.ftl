### Why a signed file from outside is refused: one `problem-<code>` for each reason of the formats.

## The file as bytes

problem-too_large = The file is larger than it may be.
    .detail = Check that this is the right file. A package has at most 16 MiB, a usage bundle or a CSV file of users or assignments 64 MiB, every other file 1 MiB.
problem-empty = The file is empty.
    .detail = Fetch it again.
problem-byte_order_mark = An editor has saved this file.
    .detail = Use the file as it was sent, not a copy from an editor.
problem-not_a_package = This is not a licence file.
    .detail = Choose the licence file; its name usually ends in .tls.
problem-not_a_request = This is not a request file.
    .detail = Choose the request file, LicenseRequest.tlr.
problem-not_a_receipt = This is not a receipt file.
    .detail = Choose the receipt file; its name usually ends in .tlc.
problem-not_a_letter = This is not a letter file.
    .detail = Choose the letter file; its name usually ends in .tll.
problem-not_a_usage_bundle = This is not a usage bundle.
    .detail = Choose the usage bundle; its name usually ends in .tlu.
problem-not_a_visit = This is no way into the store.
    .detail = Open the store from the licence manager.
problem-not_an_answer = What came back is not an authority’s answer.
    .detail = Check the authority’s address, and whether something on the way answers in its place.
problem-not_a_usage_receipt = This is not the receipt for a usage bundle.
    .detail = Choose the receipt that the issuer has sent; its name usually ends in .receipt.
problem-not_a_key_list = This is not a key list.
    .detail = Choose the key list that the vendor has published.
problem-not_a_certificate = This is not a key certificate.
    .detail = Choose the certificate file that the vendor has sent.
problem-this_is_a_key = This file is a key, not a signed file.
    .detail = Choose another file. If it is a private key, send it to nobody.
problem-not_utf8 = The file is not readable text.
    .detail = Fetch it again; it was damaged or converted on its way.
problem-carriage_return = The line ends of the file were converted.
    .detail = Transfer the file as binary.
problem-blank_line = The file has an empty line.
    .detail = Use the file as it was sent.
problem-line_too_long = A line of the file is too long.
    .detail = Fetch it again; ask the issuer if it stays so.
problem-truncated = The file was cut off.
    .detail = Fetch it again.
problem-lines_added = The file has more in it than belongs there.
    .detail = Use the file as it was sent; one request, receipt or letter per file.

## One signed line

problem-not_a_jws = A line is not a signed line.
    .detail = Fetch the file again; it was damaged on its way.
problem-bad_base64 = A line holds characters that do not belong there.
    .detail = Fetch the file again; it was damaged on its way.
problem-base64_padded = A line is padded with equals signs.
    .detail = The issuer’s program must be corrected.
problem-base64_not_canonical = A line is not written the one way it may be.
    .detail = Fetch the file again; it was altered on its way.
problem-header_not_json = The header of a line cannot be read.
    .detail = The issuer’s program must be corrected.
problem-header_critical = A line demands something that this format does not have.
    .detail = Update this program; ask the issuer which version the file needs.
problem-header_member_unknown = The header of a line holds something unknown.
    .detail = The issuer’s program must be corrected.
problem-header_member_missing = The header of a line lacks something.
    .detail = The issuer’s program must be corrected.
problem-duplicate_member = A line says the same thing twice.
    .detail = The issuer’s program must be corrected.
problem-wrong_algorithm = A line is signed in a way that is not accepted.
    .detail = Treat the file as forged unless the issuer explains it.
problem-wrong_type = A line is of a kind that may not stand there.
    .detail = Use the file as it was sent; lines may not be moved or exchanged.
problem-signature_length = A signature has the wrong length.
    .detail = Fetch the file again; it was damaged on its way.
problem-bad_signature = A signature does not fit: the file was altered.
    .detail = Do not use it. Fetch it again from the issuer.

## Another of our own files

problem-this_is_a_package = This file is a licence package.
    .detail = Load it at the installation.
problem-this_is_a_request = This file is a request from an installation.
    .detail = Send it to the issuer, and load the file that comes back.
problem-this_is_a_receipt = This file is a receipt from an installation.
    .detail = Send it to the issuer. The licence file is the one that ends in .tls.
problem-this_is_a_letter = This file is a letter from an installation.
    .detail = Send it to the issuer.
problem-this_is_a_usage_bundle = This file is a usage bundle from an installation.
    .detail = Send it to the issuer, who takes it in under Usage.
problem-this_is_a_visit = This is somebody’s way into the store.
    .detail = Choose the file that was meant; such an address is good for a few minutes only.
problem-this_is_an_answer = This file is an answer to an online request.
    .detail = Choose the file that was meant; an answer belongs to the moment in which it was given.
problem-this_is_a_usage_receipt = This file is an issuer’s receipt for a usage bundle.
    .detail = Take it in where the bundle was made, under Metered services.
problem-this_is_a_key_list = This file is a list of issuers’ keys.
    .detail = Choose the file that was meant; a key list comes with the packages by itself.
problem-this_is_a_certificate = This file is the certificate of an issuer’s key.
    .detail = Install it at the issuer’s licence authority.

## Who signed

problem-manifest_missing = The file does not begin with its manifest.
    .detail = Use the whole file as it was sent.
problem-manifest_repeated = The file holds a second manifest.
    .detail = Load one package at a time.
problem-certificate_missing = The file has no key certificate.
    .detail = Use the whole file as it was sent.
problem-certificate_misplaced = A key certificate stands among the rows.
    .detail = Use the file as it was sent.
problem-too_many_certificates = The file has too many key certificates.
    .detail = The issuer’s program must be corrected.
problem-untrusted_root = The file does not lead back to the root key that is trusted here.
    .detail = Compare the root’s fingerprint with the vendor’s. The file may be another vendor’s, or forged.
problem-broken_chain = The chain of key certificates is broken.
    .detail = Ask the issuer for a package with its complete chain.
problem-may_not_certify = A key was certified by one that may not do so.
    .detail = Ask the vendor; the issuer has certified a key without being allowed to.
problem-bad_key = A key in the file is not a usable key.
    .detail = The issuer’s program must be corrected.
problem-weak_key = A key in the file would fit any signature.
    .detail = Treat the file as forged.
problem-private_key = The file contains a private key.
    .detail = Tell the issuer at once: the key must be replaced.
problem-wrong_key_id = A key has another name than it claims.
    .detail = The issuer’s program must be corrected.
problem-certificate_dates = A key certificate ends before it begins.
    .detail = Ask the vendor for a new certificate.
problem-key_not_yet_valid = The package is dated before its key was certified.
    .detail = Ask the issuer for a new package; a clock was wrong when it was signed.
problem-key_expired = The package is dated after its key’s certificate ended.
    .detail = Ask the issuer for a package signed with its present key.
problem-unknown_key = A line is signed with a key that the file does not bring.
    .detail = Ask the issuer for a package with its complete chain.
problem-other_key = A row is signed with another key than the manifest.
    .detail = Use the file as it was sent; rows may not be moved between packages.
problem-wrong_issuer = The key was not certified for this issuer.
    .detail = Do not use the file; ask the vendor whom the key belongs to.
problem-own_key_unreadable = No key can be read from the line that should carry its own.
    .detail = Fetch the file again; it was damaged on its way.
problem-self_signature = The line is signed with another key than the one it carries.
    .detail = Do not use the file: whoever sent it does not hold the key it names.
problem-partner_certifies = A partner’s certificate says that its key may certify others.
    .detail = Ask the vendor for a new certificate.
problem-key_list_repeated = The file has two key lists.
    .detail = Use the file as it was sent.
problem-key_list_misplaced = A key list stands among the rows.
    .detail = Use the file as it was sent.

## What was signed

problem-payload_not_json = The content of a line cannot be read.
    .detail = The issuer’s program must be corrected.
problem-too_deep = The content of a line is nested too deeply.
    .detail = The issuer’s program must be corrected.
problem-newer_format = The file has a newer format than this program knows.
    .detail = Update this program.
problem-unknown_critical = The file needs something that this program does not know.
    .detail = Update this program.
problem-member_missing = The content of a line lacks something.
    .detail = The issuer’s program must be corrected.
problem-bad_member = The content of a line has a value it may not have.
    .detail = The issuer’s program must be corrected.
problem-bad_date = A date in the package is not a day of the calendar.
    .detail = The issuer’s program must be corrected.
problem-bad_zone = The package names a time zone that does not exist.
    .detail = Update this program if the zone is new; otherwise the issuer must correct it.
problem-bad_name = A name in the package may not be one.
    .detail = The issuer’s program must be corrected.
problem-bad_url = An address in the file does not begin with https:// or http://.
    .detail = The issuer must correct the address.
problem-quantity_unclear = A row does not say clearly how many.
    .detail = The issuer must correct the row.
problem-row_dates = A row ends before it begins.
    .detail = The issuer must correct the row.

## The package as a whole

problem-other_package = A row belongs to another package.
    .detail = Use the file as it was sent; rows may not be moved between packages.
problem-row_order = Rows were exchanged, repeated or moved.
    .detail = Use the file as it was sent.
problem-rows_missing = Rows were removed.
    .detail = Fetch the file again.
problem-rows_added = Rows were added.
    .detail = Fetch the file again.
problem-rows_changed = The rows are not those that were signed together.
    .detail = Fetch the file again; rows were exchanged for others of the same issuer.
problem-repeated = A limit, a meter or a key occurs twice.
    .detail = The issuer must correct the package or the list.
problem-change_unclear = The request does not say clearly whether it is about another name or serial number.
    .detail = The program that wrote the request must be corrected.
problem-figure_order = A figure of the usage bundle is missing or at the wrong place.
    .detail = Send the usage bundle as it was made.
problem-figure_unclear = The overage of a figure is not what was used beyond its allowance.
    .detail = The program that wrote the usage bundle must be corrected.
problem-wrong_state = The answer lacks what its state speaks of.
    .detail = The issuer’s program must be corrected.

## The package in its place

problem-wrong_holder = The package is for a holder of another name.
    .detail = Compare the company name letter by letter; ask the issuer for a package in the right name.
problem-wrong_serial = The package is for another serial number.
    .detail = Compare the serial number; choose the file that was sent for it.
problem-wrong_installation = The package is for another installation.
    .detail = Ask the issuer for a package for this installation.
problem-holder_change_not_authorised = The package changes the name or serial number of another holder.
    .detail = Compare the former name and serial number; ask the issuer to authorise the change for this holder.
problem-answer_for_other = The answer is meant for another installation.
    .detail = Ask again; tell the issuer if it stays so.
problem-other_issuer = Another issuer answered than the one that was asked.
    .detail = Check the authority’s address.
problem-wrong_nonce = This does not answer a request that is open here.
    .detail = Send the latest request file to the issuer and load its answer.
problem-key_withdrawn = The key that signed has been withdrawn.
    .detail = Do not use the file; ask the issuer for one signed with its present key.
problem-older_key_list = A newer key list is known here already.
    .detail = Nothing needs to be done; the newer list stays.
problem-key_list_reused = Another key list with the same version is known here.
    .detail = Tell the vendor: the root has signed two lists with one version.
problem-older_sequence = A newer package has been in force already.
    .detail = Load the newest package that the issuer has sent.
problem-already_in_force = This very package is in force already.
    .detail = Nothing needs to be done.
problem-sequence_reused = Another package with the same number is in force.
    .detail = Tell the issuer: a number was used twice.
