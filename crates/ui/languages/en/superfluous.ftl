### Remove superfluous licences: who gives theirs up before a package can be activated.

superfluous-title = Remove superfluous licences
superfluous-lead = { $module }, before package no. { $number } can be activated
superfluous-in-use = In use
superfluous-available = Available
superfluous-to-remove = To remove
superfluous-chosen = Chosen so far
superfluous-left = { $count ->
    [one] 1 left to choose
   *[other] { $count } left to choose
}
superfluous-too-many = { $count ->
    [one] 1 more than needed
   *[other] { $count } more than needed
}
superfluous-chosen-of = { $chosen } of { $count }
superfluous-healed = Nothing of this licence stands in the way any more.
superfluous-search = Search
superfluous-search-holders = { $count ->
    [one] Search 1 holder
   *[other] Search { $count } holders
}
superfluous-longest = { $count ->
    [one] Choose the one longest unused
   *[other] Choose the { $count } longest unused
}
superfluous-all = { $count ->
    [one] Choose the holder
   *[other] Choose all { $count }
}
superfluous-none = Choose nobody
superfluous-room = Room for moves, also afterwards: { $plans }
superfluous-room-plan = { $plan } { $free }
superfluous-no-room = No other plan has room for moves
superfluous-holders = Holders of { $module }, longest unused first
superfluous-holder = Holder
superfluous-group = Group
superfluous-instead = Instead
superfluous-instead-of = What happens to { $user }
superfluous-recall = Recall
superfluous-recall-plan = Recall { $plan }
superfluous-move = Move to { $plan } ({ $free } free)
superfluous-move-free = Move to { $plan }
superfluous-never-used = Never used
superfluous-shown = { $from }–{ $to } of { $count }
superfluous-nobody-found = Nobody is found by “{ $search }”
superfluous-earlier = Earlier
superfluous-later = Later
superfluous-remove = { $count ->
    [0] Remove licences
    [one] Remove 1 licence
   *[other] Remove { $count } licences
}
superfluous-choose-first = Choose who gives the licence up.
superfluous-means = Recalled people keep their data and can be given a plan again.
superfluous-despite = Remove them although the application cannot be asked
superfluous-suite = { $count ->
    [one] Whoever can log in takes a seat of this plan. Switch the log-in off for 1 person who does not need it; everything else of theirs stays.
   *[other] Whoever can log in takes a seat of this plan. Switch the log-in off for { $count } people who do not need it; everything else of theirs stays.
  }
superfluous-suite-users = See who can log in
