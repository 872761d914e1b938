### Det som står under översta raden tills det är över.

banner-ledger = Öppna huvudboken
banner-licences = Visa licenser
banner-rewound = Databasen är äldre än det som servern har skrivit: den står på ändring { $found }, den hade kommit till { $witnessed }. Någon har återställt en kopia eller lagt dit en äldre fil.
banner-clock-back = Serverns klocka har ställts tillbaka { $time }. Tiden står stilla här tills den har hunnit ikapp; inget stannar.
banner-clock-ahead = Serverns klocka går { $time } före och är inte trodd än. Datum följer tiden före hoppet tills någon bekräftar den.
banner-minutes = { $count ->
    [one] 1 minut
   *[other] { $count } minuter
}
banner-hours = { $count } timmar
banner-days = { $count } dagar
banner-warned = { $count ->
    [0] Licenserna från { $issuer } löper ut i dag.
    [one] Licenserna från { $issuer } löper ut i morgon.
   *[other] Licenserna från { $issuer } löper ut { $date }, om { $count } dagar.
}
banner-expired = Licenserna från { $issuer } löpte ut { $date }. De slutar gälla { $grace }.
banner-expired-no-grace = Licenserna från { $issuer } löpte ut { $date }.
banner-stopped = Licenserna från { $issuer } har slutat gälla: respiten tog slut { $date }.
banner-warned-many = Licenserna från { $count } utfärdare löper snart ut.
banner-expired-many = Licenserna från { $count } utfärdare har löpt ut.
banner-stopped-many = Licenserna från { $count } utfärdare har slutat gälla.
