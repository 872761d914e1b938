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
keys-fingerprint = Fingerprint
keys-issuer = Issuer keys
keys-column-key = Key
keys-column-issuer = Issuer
keys-column-from = Signs from
keys-column-until = Signs until
keys-column-state = State
keys-active = Signs packages
keys-past = Past; its packages stay valid
keys-demo-banner = This is a demonstration. Packages signed here are refused by every real server.
