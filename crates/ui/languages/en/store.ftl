### The vendor’s store.

store-title = Buy licences
store-for = For
store-you = Ordered by
store-term = Term until
store-renews = renews itself
store-back = Back to the licence manager
store-to-manager = Go to the licence manager
store-tab-licences = Licences
store-tab-orders = Orders
store-search = Search licences
store-search-button = Search
store-search-none = Nothing is called “{ $search }”
store-search-clear = Show everything
store-group-sought = What you were looking at
store-group-have = What you have
store-group-more = What you can add
store-column-each = Each, per month
store-column-have = You have
store-column-want = You want
store-wanted-of = How many { $module } you want
store-included = Also included
store-no-limit = { $module } (no limit)
store-chosen = { $count ->
    [one] One change. See what it costs before you order.
   *[other] { $count } changes. See what they cost before you order.
}
store-there = Yes
store-keep = Keep
store-add = Add
store-then = { $count } from { $date }
store-review = Review order
store-clear = Start again
store-choose-hint = Change the numbers to what you want to have. Nothing is ordered before you have seen what it costs.
store-suite = Your suite
store-suite-now = You have { $suite }.
store-suite-up = Move up to
store-suite-stay = Stay with it
store-review-title = Your order
store-change = Change the numbers
store-order = Order on account
store-reference = Your reference
store-reference-hint = A purchase order number, if you use one. It stands on the order.
store-on-account = { $vendor } sends an invoice; nothing is paid here.
store-at-once = Your licences are in your licence manager within seconds of your order.
store-looked-at = { $vendor } looks at the order first. Your licence manager gets the licences as soon as it is approved.
store-over-limit = It is more than you may order by yourselves in a month, so { $vendor } looks at it first.
store-not-priced = Something in it has no price here, so { $vendor } looks at it first and agrees it with you.
store-only-renewal = Nothing changes before your subscription is renewed.
store-no-orders = You have ordered nothing yet
store-no-orders-why = What you order appears here, with what became of it.
store-withdraw = Take the order back
store-done-package = Your order is approved. The licences are on their way to your licence manager.
store-done-renewal = Your order stands. It takes effect when your subscription is renewed.
store-done-waits = Your order is with { $vendor }. Your licence manager gets the licences as soon as it is approved; you need not wait here.
store-done-refused = { $vendor } has not accepted this order: { $reason }
store-done-withdrawn = You have taken this order back.
