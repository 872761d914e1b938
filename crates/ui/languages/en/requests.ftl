### Request files: what a manager asks an issuer who is not reached online.

requests-title = Request licences
requests-lead = A request file for a vendor who is not reached online. Only this installation can load the answer to it.
requests-open = Waits for its answer
requests-version = Licence version
requests-issuer = Issuer
requests-issuer-hint = The vendor’s short name, for example superoffice.
requests-issuer-wrong = Small letters, digits and hyphens, as the vendor writes it.
requests-version-hint = Three numbers: the version in use, or the one you are about to install. Empty for any.
requests-version-wrong = A version is three numbers with dots between them, for example 12.1.0.
requests-create = Download request file
requests-load-answer = Load the answer
requests-made = Requests so far
requests-column-made = Made
requests-column-for = For
requests-column-file = File
requests-for-licences = Licences
requests-for-version = Licences for version { $version }
requests-for-serial = Change of name or serial number
requests-answered = Answered
requests-see-package = Package
requests-save-again = Save again
