### Imports: users and assignments from files.

imports-title = Import users
imports-file = File
imports-file-hint = CSV in UTF-8, with a heading; up to 300,000 rows.
imports-update = Change users who are there already
imports-look = Check the file
imports-cancel = Cancel
imports-other = Choose another file
imports-columns = Columns
imports-columns-means = Only the log-in name is needed; leave out what you do not know. Several values in one cell stand with | between them.
imports-column = Column
imports-column-holds = What it holds
imports-column-example = Such as
imports-for-login = Log-in name
imports-for-name = Name for people
imports-for-email = E-mail address
imports-for-kind = Kind of user: internal, resource, external, anonymous or system
imports-for-can-log-in = Whether the user may log in: yes or no
imports-for-waiting = Whether somebody must approve the user first: yes or no
imports-for-groups = Groups, the primary one first
imports-for-job-title = Job title
imports-for-role = Role in the application
imports-for-sites = Databases the user belongs to, by short name
imports-for-plan = User plans in full, one for each issuer
imports-for-attribute = Anything else you keep about users, under a name of your own
imports-rows = Rows
imports-created = To add
imports-updated = To change
imports-unchanged = As they are
imports-assigned = Licences to hand out
imports-skipped = At fault
imports-at-fault = { $count ->
    [one] Something is wrong with 1 row. Nothing was written.
   *[other] Something is wrong with { $count } rows. Nothing was written.
}
imports-apply = { $count ->
    [one] Import 1 user
   *[other] Import { $count } users
}
imports-apply-rest = { $count ->
    [one] Import the 1 user without a fault
   *[other] Import the { $count } users without a fault
}
imports-download = Download the problems
imports-more = { $count ->
    [one] 1 more problem is in the download.
   *[other] { $count } more problems are in the download.
}

problem-import_invalid = { $count ->
    [one] Something is wrong with one row of the file.
   *[other] { $count } things are wrong with rows of the file.
}
    .detail = Nothing was written. Mend the rows and send the file again, or ask for rows at fault to be left out.
problem-import_forgotten = The file is kept here no more.
    .detail = Choose it again. Nothing was written.
problem-csv_empty = There is nothing in the file.
    .detail = Choose a CSV file with a heading and a row for each user.
problem-csv_encoding = These letters are not UTF-8.
    .detail = Save the file as “CSV UTF-8”.
problem-csv_no_column = The column { $column } is missing.
    .detail = Add it to the heading.
problem-csv_unknown_column = Nobody knows the column { $column }.
    .detail = Take it out, or call it attribute:{ $column } to keep it as an attribute.
problem-csv_column_twice = The column { $column } is there twice.
    .detail = Take one of them out.
problem-csv_cells = { $count ->
    [one] The row has 1 cell
   *[other] The row has { $count } cells
} where the heading has { $expected }.
    .detail = Put quotes around what has a separator in it.
problem-csv_quote = A quote is not closed.
    .detail = Write a quote inside a text twice.
problem-csv_too_many = There are more than 300,000 rows.
    .detail = Send them in several files.
problem-csv_twice = This stands in row { $first } already.
    .detail = Take one of them out.
problem-csv_control = There are control characters in { $column }.
    .detail = Take line breaks and tabs out.
problem-csv_too_long = The text in { $column } is too long.
    .detail = At most 200 characters can be kept.
problem-csv_login_missing = There is no log-in name.
    .detail = Every user needs one.
problem-csv_email = { $value } is no e-mail address.
    .detail = It looks like anna@example.org.
problem-csv_kind = { $value } is no kind of user.
    .detail = Write internal, resource, external, anonymous or system.
problem-csv_yes_no = { $value } is neither yes nor no.
    .detail = Write yes or no.
problem-csv_cell = This cannot stand in { $column }.
    .detail = { $detail }
problem-csv_two_plans = Two plans of one issuer stand in { $value }.
    .detail = A user has one plan of an issuer: leave the other out.
problem-login_exists = { $login } is there already.
    .detail = Take the row out, or ask for users who are there to be changed.
