## The Status tab of the Licences screen

status-tab = Status
status-title = Status
status-export = Export status
status-database = Database
status-owner = Database owner
status-subscription = Subscription
status-type = Type
status-next-expiry = Next expiry
status-logged-in = Logged in now
status-version = Version
status-powered-by = Powered by
status-ledger = Ledger
status-demo = Demo version
status-none = No licence in force
status-modules = User plans and modules
status-partners = { $count ->
    [one] and 1 partner
   *[other] and { $count } partners
  }
status-satellites = { $count ->
    [one] with 1 satellite
   *[other] with { $count } satellites
  }
status-nobody = Nobody
status-people = { $count ->
    [one] 1 person
   *[other] { $count } people
  }
status-services = { $count ->
    [one] 1 service
   *[other] { $count } services
  }
status-and-more = and { $count } more
status-reported = reported
status-not-reported = The application has not reported it
status-maintenance = Maintenance until
status-server = Licentia { $version }
status-revision = Revision { $number }
status-tampered = Rows were tampered with

## The plan and its limits

status-plan = Plan: { $plan }
status-restrictions-of = Restrictions: { $issuer }
status-plan-none = Plan and restrictions
status-plans = User plans
status-plans-mean = This subscription counts seats by plan. Nothing else is limited.
status-demo-why = Demo mode limits nothing, apart from 1,000 users, groups and rules.
status-none-why = What a plan limits appears here once a licence is in force.
status-seats = Seats
status-from = from { $plan }
status-not-included = not included
status-near = { $count ->
    [one] Near one limit
   *[other] Near { $count } limits
  }
status-reached = { $count ->
    [one] One limit reached
   *[other] { $count } limits reached
  }
status-level-warning = Nearly reached
status-level-reached = Reached
status-kept = What exists is kept.
status-lifts = { $limit }: { $plan } allows more.
status-what-allows = What the plan allows
status-upgrade = Upgrade

## The page of a suite

status-suite-lead = One plan for everybody: what it allows, what counts, and how to free capacity.
status-limits = Limits
status-marks = From 85 % it is shown in amber; at 100 % nothing more can be created or activated.
status-waiting-label = Waiting
status-waiting = { $count ->
    [one] 1 person waits for a seat
   *[other] { $count } people wait for a seat
  }
status-seat-means-label = Who takes a seat
status-seat-means = Everybody who can log in
status-next-suite = Next plan up
status-column-limit = Limit
status-column-in-use = In use
status-column-share = Share
status-column-allowed = Allowed
status-column-next = Next plan up
status-reserved = + { $count } being created

## Asking for more

status-upgrade-title = Ask for an upgrade
status-upgrade-lead = { $issuer } gets this letter at once and answers by e-mail. Nothing is ordered by it.
status-upgrade-signed = Signed by this installation. No person but you is named.
status-ask-of = { $what }, { $used } of { $max } in use
status-ask-subject = { $plan }: { $what }
status-ask-subject-plan = More than { $plan }
status-ask-have = We are on { $plan }. { $what }, and we need more.
status-ask-plan = We are on { $plan }, and we need more than it allows.
status-ask-next = Please make us an offer for { $plan }, or for more of it on the present plan.
status-ask-more = Please make us an offer for more.
status-ask-text = What you need
status-ask-hint = How many, and from when.
status-sent-means = { $issuer } has it and answers by e-mail. What exists is kept meanwhile.
status-back = Back to the status
