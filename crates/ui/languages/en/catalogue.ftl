### The authority's catalogue.

catalogue-title = Catalogue
catalogue-column-module = Module

catalogue-empty-title = No catalogue yet
catalogue-empty-why = Describe what you license in a TOML file and apply it with “licentia catalogue apply FILE”.
catalogue-issuer = Issuer
catalogue-issuer-name = Issuer name
catalogue-edition = Edition of the catalogue
catalogue-applied = Applied
catalogue-plans = User plans
catalogue-users = Other user licences
catalogue-sites = Site licences
catalogue-systems = System licences
catalogue-suite-seats = Seats of suites
catalogue-hidden-users = Hidden modules that come with plans
catalogue-hidden-systems = Hidden system modules
catalogue-column-contents = Comes with it
catalogue-column-requires = Requires
catalogue-column-price = Price a month
catalogue-set-count = { $count ->
    [one] 1 hidden module
   *[other] { $count } hidden modules
}
catalogue-brings-count = { $count ->
    [one] brings 1 system module
   *[other] brings { $count } system modules
}
catalogue-tier = Tier marker
catalogue-suites = Suites
catalogue-column-suite = Suite
catalogue-column-limits = Plan limits
catalogue-no-limits = No limits
catalogue-limit = { $name }: { $max }
catalogue-meters = Meters
catalogue-column-meter = Meter
catalogue-column-allowance = Allowance a month
catalogue-column-per-plan = For each plan in use
catalogue-column-block = Sold in blocks of
catalogue-column-block-price = Price a block

## What can be wrong with a catalogue file, or with what a customer owns. One sentence each.

problem-catalogue-syntax = The file is not TOML: { $detail }
problem-catalogue-format = The first line must be format = 1.
problem-catalogue-missing = “{ $field }” is missing.
problem-catalogue-unknown_field = There is no field “{ $field }”. There are: { $known }.
problem-catalogue-wrong_type = { $wanted ->
    [text] “{ $field }” must be a text.
    [flag] “{ $field }” must be true or false.
    [number] “{ $field }” must be a whole number, not negative.
    [texts] “{ $field }” must be a list of texts.
    [languages] “{ $field }” must have a text for each language.
    [prices] “{ $field }” must have a price in minor units for each currency.
    [tables] “{ $field }” must be a list of tables.
   *[table] “{ $field }” must be a table.
}
problem-catalogue-unknown_word = “{ $value }” is not allowed in “{ $field }”. Allowed are: { $allowed }.
problem-catalogue-wrong_issuer = The file is for another issuer; this server signs for { $ours }.
problem-catalogue-unsignable = A package with this in it would be refused by its reader: { $detail }
problem-catalogue-bad_issuer = “{ $names }” is no issuer name: lower-case letters, digits and single hyphens.
problem-catalogue-bad_name = “{ $names }” is no code name: lower-case letters, digits and single hyphens.
problem-catalogue-bad_language = “{ $names }” is no language tag, such as en or sv.
problem-catalogue-control_character = “{ $field }” has the control character { $names } in it, which no signed file carries. Delete it; only tab and line feed may be there.
problem-catalogue-bad_currency = “{ $names }” is no currency, such as EUR.
problem-catalogue-block_of_nothing = The meter “{ $names }” is sold in blocks of nothing.
problem-catalogue-missing_title = It has no title in any language, but people see it.
problem-catalogue-duplicate_module = There is another module “{ $names }”.
problem-catalogue-duplicate_suite = There is another suite “{ $names }”.
problem-catalogue-duplicate_limit = There is another limit “{ $names }” in this suite.
problem-catalogue-duplicate_meter = There is another meter “{ $names }”.
problem-catalogue-meter_kind_changed = How the meter { $names } counts cannot be changed: months that are closed would come to something else. Give what counts in another way another name.
problem-catalogue-too_many_modules = There are more than { $names } modules.
problem-catalogue-plan_not_user = A plan must have scope = "user".
problem-catalogue-plan_hidden = A plan cannot be hidden: it is what people choose.
problem-catalogue-plan_is_tier = A plan cannot be a tier marker as well.
problem-catalogue-set_on_non_plan = Only a plan has a set. Write plan = true, or take the set away.
problem-catalogue-unknown_in_set = “set” names { $names }, which is not in the catalogue.
problem-catalogue-duplicate_in_set = “set” names { $names } twice.
problem-catalogue-plan_in_set = “set” names the plan { $names }; a plan contains modules, not plans.
problem-catalogue-set_not_user = “set” names { $names }, which no user can hold; use “brings” for system modules.
problem-catalogue-set_incomplete = Somebody in the set requires a hidden module that is not in it: { $names }.
problem-catalogue-unknown_in_requires = “requires” names { $names }, which is not in the catalogue.
problem-catalogue-cycle_in_requires = These modules require each other in a circle: { $names }.
problem-catalogue-requires_user_module = “requires” names { $names }, which only users hold.
problem-catalogue-unknown_in_brings = “brings” names { $names }, which is not in the catalogue.
problem-catalogue-cycle_in_brings = These modules bring each other in a circle: { $names }.
problem-catalogue-brings_user_module = “brings” names { $names }, a user module; users get those through the set of a plan.
problem-catalogue-concurrent_not_user = Only user licences are counted by session.
problem-catalogue-no_kinds = No kind of user may hold it together with everything in its set.
problem-catalogue-was_in_use = “was” names { $names }, which still exists or was renamed to something else.
problem-catalogue-unknown_suite_module = The suite’s module { $names } is not in the catalogue.
problem-catalogue-suite_module_not_user = The suite’s module { $names } is not a visible user module.
problem-catalogue-unknown_next = “next” names { $names }, which is no other suite.
problem-catalogue-unknown_module = { $names } is not in the catalogue any more. Choose another licence.
problem-catalogue-unknown_suite = The suite { $names } is not in the catalogue.
problem-catalogue-quantity_missing = { $names } needs a quantity.
problem-catalogue-quantity_zero = The quantity of { $names } must be at least 1.
problem-catalogue-two_quantities = { $names } has a quantity and is unrestricted. Choose one.
problem-catalogue-quantity_too_large = The quantities of { $names } add up to more than a licence can hold.
problem-catalogue-due_before_start = The last day of { $names } is before its first.
problem-catalogue-requires_missing = The first of these needs the second, which nothing here provides: { $names }.
problem-catalogue-suite_lines = A suite needs a quantity of its own user licence, and no user plans beside it: { $names }.
