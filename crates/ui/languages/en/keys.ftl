### Keys and issuers.

keys-title = Keys and issuers
keys-empty-title = No keys yet
keys-empty-why = “licentia authority init” makes the root key and the key that signs packages.
keys-root = Root key
keys-root-kind = Kind
keys-root-real = For real customers
keys-root-demo = For demonstration only
keys-root-download = Download root.pem
keys-root-means = Customers trust this key and nothing else. Give them root.pem when they set up their manager, and let them compare the fingerprint with you. Its secret half is in a file of its own, not on this server’s database.
keys-root-others = Customers trust this key and nothing else. It is not yours: its owner has certified your key, and certifies and withdraws the next. Compare the fingerprint with the owner’s.
keys-fingerprint = Fingerprint
keys-issuer = Issuer keys
keys-partner = Partner
keys-column-key = Key
keys-column-issuer = Issuer
keys-column-from = Signs from
keys-column-until = Signs until
keys-column-customers = Customers on it
keys-column-state = State
keys-active = Signs packages
keys-certified = Certified; signs elsewhere
keys-waiting = Waits for its certificate
keys-past = Past; its packages stay valid
keys-withdrawn = Withdrawn
keys-suspect = Somebody else may know its secret half.
keys-demo-banner = This is a demonstration. Packages signed here are refused by every real server.

## The list of keys

keys-list = Key list
keys-list-download = Download key list
keys-list-none = There is none yet. The first is signed when a key is certified, replaced or withdrawn.
keys-list-version = Version
keys-list-signed = Signed
keys-list-known = Known to
keys-list-know = { $count ->
    [0] No installation has enrolled yet
    [one] { $knowing } of 1 installation
   *[other] { $knowing } of { $count } installations
}
keys-list-means = Signed by the root: it says which keys are in use and which are withdrawn. It travels with every package and every answer; download it for managers that never call.

## What to do next

keys-next = Next step
keys-next-command = Command
keys-next-where = Type it on the machine where this authority keeps its data. To replace, certify or withdraw a key, bring the root’s key file there for as long as it takes.
keys-next-init = There are no keys yet. Make them, with the name of whoever issues the licences.
keys-next-first-certificate = The key { $kid } for { $issuer } waits for its certificate. Send its public half ({ $issuer }.pub.pem) to the owner of the root, who certifies it with “licentia keys certify”, and take in the file that comes back.
keys-next-next-certificate = A new key { $kid } waits for its certificate, and { $replaces } signs until then. Send its public half ({ $issuer }.pub.pem) to the owner of the root, who certifies it with “licentia keys certify --replaces { $replaces }”, and take in the file that comes back.
keys-next-replace-withdrawn = The key { $kid } is withdrawn, and nothing can be signed. Make a new one.
keys-next-replace-ended = The key { $kid } may not sign any more; what it has signed stays valid. Replace it.
keys-next-replace-soon = { $count ->
    [0] The key { $kid } signs for the last day today.
    [one] The key { $kid } may sign for one more day.
   *[other] The key { $kid } may sign for { $count } more days.
} Replace it now; nobody but you will notice.
keys-next-withdraw-suspect = A new key signs, and the old key { $kid }, which somebody else may know, is accepted still. Withdraw it at once: no manager that hears of it takes in what it signed, and what customers have activated stays in force.
keys-next-ask-withdrawal = A new key signs, and the old key { $kid }, which somebody else may know, is accepted still. Ask the owner of the root to withdraw it, and take in the key list that comes back.
keys-next-reissue = { $count ->
    [one] One customer’s newest package hangs on a key that signs no more.
   *[other] The newest packages of { $count } customers hang on a key that signs no more.
} Sign their next ones: whose manager calls gets it by itself, the others as a file.
keys-next-publish = { $count ->
    [one] The one installation does not know key list { $version } yet. It learns
   *[other] { $knowing } of { $count } installations know key list { $version }. The others learn
} of it with the next answer or package; write it to a file for those that never call.
keys-next-withdraw = Every customer’s newest package hangs on the new key, and { $count ->
    [0] no installation has to be told.
    [one] { $knowing } of 1 installation knows its key list.
   *[other] { $knowing } of { $count } installations know its key list.
} The old key { $kid } is not needed any more: withdraw it, so that nobody can ever use it again.
keys-next-rest = Nothing is under way: the key { $kid } signs for { $issuer } until { $until }. To replace it all the same, begin with this; add --compromised if somebody else may know it.

## Refusals

problem-issuer_key_withdrawn = The issuer’s key is withdrawn.
    .detail = Nothing can be signed with it. “licentia keys next” tells how to replace it.
problem-partner_keys = The keys of this authority are certified by somebody else’s root.
    .detail = Make the next key with “licentia keys rotate”, and send its public half to the owner of the root.
problem-root_is_ours = The root is this authority’s own.
    .detail = “licentia keys rotate” certifies the new key at once.
problem-issuer_is_ours = This authority signs for { $issuer } itself.
    .detail = A partner needs an issuer name of its own.
problem-issuer_certified = The name { $issuer } is certified for another key, { $kid }.
    .detail = A name belongs to one partner only. If this is the same partner’s next key, say so with --replaces { $kid }.
problem-key_in_use = The key { $kid } is used for something else already.
    .detail = Let whoever sent it make a new key for this name.
problem-key_already_withdrawn = The key { $kid } is withdrawn.
    .detail = That cannot be taken back. A new key is needed.
problem-key_not_ours = The certificate is for a key that is not here: { $kid }.
    .detail = Take it in on the server that made the key, or have this server’s key certified.
problem-key_not_certified = The key { $kid } has no certificate yet.
    .detail = Nothing has to be withdrawn: nobody accepts it.
problem-key_active = The key { $kid } signs packages here.
    .detail = Replace it first with “licentia keys rotate”, then withdraw it.
problem-key_is_root = This is the root itself.
    .detail = The root is not withdrawn with a key list: customers would have to be given another root.pem.
problem-certificate_other_issuer = The certificate is for { $issuer }, the key is { $ours }’s.
    .detail = Ask the owner of the root for a certificate for { $ours }.
problem-certificate_ended = The certificate has ended already.
    .detail = Ask the owner of the root for a new one, and check this machine’s clock.

## In the ledger

ledger-kind-keys-made = Issuer key made
ledger-kind-keys-installed = Certificate or key list taken in
ledger-kind-keys-withdrawn = Issuer key withdrawn
