### For how long a customer has subscribed.

terms-title = Terms
terms-none = No term was agreed: nothing ends or renews by itself.
terms-length = Term
terms-months = { $count ->
    [one] 1 month
   *[other] { $count } months
}
terms-began = First day
terms-ends = Last day
terms-renewal = Renewal
terms-renews = Prepared on
terms-ends-for-good = Does not renew itself
terms-at-renewal = Then
terms-then = { $count } { $module }
terms-period = Billing period
terms-period-books = for your own books
terms-limit = May order by itself
terms-limit-none = Nothing: every order waits for somebody
terms-limit-up-to = Up to { $amount } more per month, in each calendar month
terms-change = Change terms
terms-change-title = Terms
terms-subscribes = The subscription has a term
terms-length-months = Length in months
terms-period-months = Billing period in months
terms-period-hint = For your own books: Licentia invoices what is used beyond allowances, and no fees.
terms-notice = Prepare the next term, days before
terms-notice-hint = Its package is issued then, and reductions are final. Usually { $days }.
terms-renews-itself = Renews itself
terms-limit-field = May order by itself, { $currency } more per month
terms-limit-hint = Orders that come to no more in a calendar month are approved by rule. Empty: every order waits for somebody.
terms-wrong-began = Choose the first day of the term.
terms-wrong-months = Write whole months, from 1 to 120.
terms-wrong-period = Write whole months, from 1 to the length of the term.
terms-wrong-notice = Write whole days: at most 366, and no more than the term has.
terms-wrong-limit = Write an amount such as { $example }, or leave the field empty.
terms-save = Save terms
