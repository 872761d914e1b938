### Products: the list, one product with its dated rows, and staged changes of who has it.

products-title = Products
products-lead = What you have bought, by name: every dated row, and who has it.
products-search = Search by name or code
products-filter = Filter by kind
products-all = All
products-personal = Personal
products-concurrent = Concurrent
products-server = Server
products-empty = There are no products yet
products-empty-why = Products appear here once a licence is in force.
products-none = No product matches "{ $search }"
products-none-of-kind = There is no product of this kind
products-none-why = Try another word, or look at all.
products-kind-plan = User plan
products-kind-personal = Personal
products-kind-concurrent = Concurrent
products-kind-server = Server
products-kind-site = Installations

products-column-name = Product
products-column-type = Type
products-column-start = Start
products-column-due = Due
products-column-state = Status
products-column-share = Share in use
products-column-in-use = In use
products-column-total = Total
products-column-counting = Counting
products-column-package = Package
products-column-quantity = Quantity
products-column-job = Job title
products-column-groups = Groups
products-column-afterwards = Afterwards
products-no-start = From the beginning
products-renewal = Renewal loaded

products-earlier = Earlier product
products-next = Next product
products-licence = Licence
products-rows = Licences
products-rows-added = Rows in force today are added together
products-row-ends = ends { $when }
products-state-past = Past
products-state-replaced = Replaced
products-state-future = Future
products-counting-named = Named
products-counting-concurrent = Concurrent
products-reach = Reach
products-for-everybody = It applies to the whole installation and everybody in it. There is nothing to hand out.
products-seats = Seats today
products-seats-of = Seats of { $product }
products-in-use = In use
products-open-sessions = Open sessions
products-granted-to = Granted to
products-staged-units = Staged
products-free = Free
products-free-after = Free after that

products-people = Licensed users
products-search-people = Search by name, e-mail or job title
products-filter-people = Filter the licensed users
products-unused = Unused for { $days } days
products-from-rules = From rules
products-nobody = Nobody has it yet
products-nobody-why = Add users, and apply the change. They can use it at once.
products-nobody-so = Nobody is left with this filter
products-nobody-found = Nobody matches "{ $search }"
products-with-plan = With { $plan }
products-from = from
products-until = until
products-no-seat = May not log in: takes no seat
products-open-now = Logged in
products-recall-from = Recall from { $name }
products-stage-recall = Recall
products-adding = To be added
products-leaving = To be recalled
products-do-not-add = Do not add
products-keep = Keep

products-add = Add users
products-add-title = Add users to { $product }
products-add-lead = Whoever has it already, or waits for it, is left out.
products-add-chosen = Stage the chosen ones
products-add-means = Nothing is saved yet: you apply all changes together on the product's page.
products-add-free = { $count ->
    [0] No seat is free
    [one] 1 seat is free
   *[other] { $count } seats are free
}
products-add-left = { $count ->
    [one] One more fits
   *[other] { $count } more fit
}
products-add-nobody = Everybody has it
products-add-nobody-why = Only users who are with you and of a kind that may have it are listed.

products-to-add = { $add } to add.
products-to-recall = { $drop } to recall.
products-to-add-and-recall = { $add } to add, { $drop } to recall.
products-afterwards = Afterwards { $used } of { $total } seats are in use.
products-served = { $count ->
    [one] 1 seat goes to whoever waits longest, at once.
   *[other] { $count } seats go to those who wait longest, at once.
}
products-waiting = Waiting
products-served-units = To those who wait
products-beyond = { $count ->
    [one] That is 1 seat more than there is.
   *[other] That is { $count } seats more than there are.
}
products-not-saved = Nothing is saved yet.
products-nothing-left = Nothing of what was staged is left to do: somebody else has done it.
products-nothing-applied = Nothing was changed: everything you had staged is so already.
products-too-many = At most { $most } people can be staged here. For more, use the bulk change on the list of users.
products-preview = Preview
products-preview-title = What these changes do
products-preview-seats = Seats before and after
products-no-seats-move = No seat changes hands.
products-along = { $count ->
    [one] 1 module comes with it:
   *[other] { $count } modules come with it:
}
products-along-too = { $count ->
    [one] 1 module that comes along changes too
   *[other] { $count } modules that come along change too
}
products-replaces = { $count ->
    [one] 1 other plan gives way:
   *[other] { $count } other plans give way:
}
products-meanwhile-added = { $by } has added { $users } meanwhile.
products-meanwhile-recalled = { $by } has taken it from { $users } meanwhile.
products-meanwhile-other = { $by } has given { $users } another plan meanwhile: { $plan }.
products-meanwhile-other-gone = { $by } has taken { $plan } from { $users } meanwhile.
products-would-replace = { $count ->
    [one] { $users } has { $plan }. Applying takes it away and gives this plan instead.
   *[other] { $users } have { $plan }. Applying takes it away and gives them this plan instead.
}
products-meanwhile-more = So much has changed since you began that not all of it is told here. Look at who has a seat before you apply.
products-and-more = { $count ->
    [one] { $names } and 1 more
   *[other] { $names } and { $count } more
}

problem-changed_meanwhile = { $by } has changed this for { $user } meanwhile.
    .detail = Nothing was applied, so that nobody's work is overwritten. Look at what is left of your changes, then apply them.
products-highest = Highest ever
products-history = History
