### What is in force: the Licences screen.

licences-title = Licences
licences-issuers = Issuers
licences-owner = Owner
licences-serial = Serial number
licences-standing = Standing
licences-expires = Expires on
licences-package = Package in force
licences-package-number = No. { $number }
licences-from = Licences from { $issuer }
licences-column-licence = Licence
licences-column-share = Share in use
licences-column-in-use = In use
licences-column-free = Free
licences-column-total = Total
licences-column-until = Valid until
licences-group-system = System licences
licences-group-system-means = the whole installation, all in force
licences-group-site = Site licences
licences-group-site-means = counted per installation
licences-group-plans = User plans
licences-group-plans-means = a person holds one
licences-group-modules = Other user licences
licences-full = Full
licences-empty-title = No licences yet
licences-empty-why = Your licences appear here once you load a licence file.
