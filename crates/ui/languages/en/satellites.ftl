### The databases of a holder: the central installation, its satellites, and site licences.

satellites-title = Installations
satellites-lead = { $count ->
    [0] One central installation. Satellites share its packages, users and seats.
    [one] One central installation and 1 satellite. They share packages, users and seats.
   *[other] One central installation and { $count } satellites. They share packages, users and seats.
}
satellites-databases = Databases
satellites-central = Central
satellites-satellite = Satellite
satellites-unlicensed = Satellite without a licence
satellites-unlicensed-why = No licence reaches this satellite: the package in force has fewer satellites than there are. Close a satellite, or activate a package with more.
satellites-column-name = Name
satellites-column-kind = Kind
satellites-column-users = Users
satellites-can-log-in = ({ $count } can log in)
satellites-column-licences = Site licences
satellites-column-module = Licence
satellites-column-in-use = In use
satellites-column-total = Total
satellites-column-free = Free
satellites-column-here = Here
satellites-licences = Site licences
satellites-none = No site licences
satellites-none-why = Site licences are counted per installation. None is in the packages in force.
satellites-has = Assigned
satellites-has-not = Not assigned
satellites-waits = Waits for a free licence
satellites-assign = Assign { $module }
satellites-recall = Recall { $module }
satellites-no-unit = Every licence of it is in use. Recall it from another installation, or buy more.
satellites-prerequisite = Another licence must be assigned here first, or needs this one.
satellites-add = Add satellite
satellites-add-means = It takes one licence of Satellite. Users belong to it once you say so on their page.
satellites-lacking-area = Satellites need the system licence Area Management, which is not in the packages in force.
satellites-lacking-licence = The packages in force have no satellites.
satellites-lacking-unit = Every satellite that is licensed is there already. Close one, or buy more.
satellites-name = Name
satellites-slug = Short name
satellites-slug-hint = Small letters, digits and hyphens. It stands in addresses.
satellites-id = Id
satellites-about = About
satellites-shares = Holder, packages and users are those of the central installation. Its application asks with a token of its own.
satellites-token = Make a token for it
satellites-token-for = For the application of
satellites-rename = Rename
satellites-rename-title = Rename { $name }
satellites-close = Close satellite
satellites-close-title = Close { $name }
satellites-close-means = Its application is answered no more, and its tokens open nothing. The ledger keeps what was.
satellites-close-frees = Licences that come free: { $modules }.
satellites-close-moves = { $count ->
    [one] 1 user belongs to this satellite alone and moves to the central installation, with all licences.
   *[other] { $count } users belong to this satellite alone and move to the central installation, with all licences.
}

problem-central_only = This can be done in the central installation only.
    .detail = A satellite shares packages, users and licences with its central installation. Use a token of that one.
problem-central_stays = The central installation cannot be closed.
    .detail = Close one of its satellites instead.
problem-central_slug = The central installation keeps its short name.
    .detail = It stands in the addresses of all its pages. Only satellites can be given another one.
problem-no_area_management = Satellites need the system licence Area Management.
    .detail = Activate a package that contains it.
problem-no_satellite_licence = The packages in force have no satellites.
    .detail = Buy satellites, and activate the package that brings them.
problem-no_satellite_left = Every satellite that is licensed is there already.
    .detail = Close a satellite, or buy more.
problem-too_many_installations = There are too many installations.
    .detail = One central installation has { $limit } satellites at most, closed ones included.
problem-site_refused = { $module } cannot be assigned to this installation, or recalled from it.
    .detail = { $reason ->
        [no_seat] All units of it are in use: recall one from another installation, or buy more.
        [prerequisite] It goes with another licence, which this installation has to have as well.
        [no_licence] No package in force has it.
        [module_unknown] No package in force has it.
        [not_assignable] It is not given to single installations.
        [not_started] It has not begun yet.
        [expired] It has ended: renew it.
        [read_only] It has ended: renew it.
        [tampered] The licence was changed outside the manager. Look at what is said on the page Ledger.
       *[other] A site licence needs to be in force, to have a free unit, and what it requires beside it.
    }
problem-satellite_needs_unit = A satellite keeps its licence as long as it is there.
    .detail = Close the satellite, and the licence is free.
problem-operators_only = This is for operators of the server.
    .detail = Use a token that was made for the server itself: licentia manager operator.
