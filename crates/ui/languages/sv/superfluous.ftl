### Ta bort överflödiga licenser: vem som lämnar sin innan ett paket kan aktiveras.

superfluous-title = Ta bort överflödiga licenser
superfluous-lead = { $module }, innan paket nr { $number } kan aktiveras
superfluous-in-use = Används
superfluous-available = Tillgängliga
superfluous-to-remove = Att ta bort
superfluous-chosen = Valda hittills
superfluous-left = { $count ->
    [one] 1 kvar att välja
   *[other] { $count } kvar att välja
}
superfluous-too-many = { $count ->
    [one] 1 mer än som behövs
   *[other] { $count } fler än som behövs
}
superfluous-chosen-of = { $chosen } av { $count }
superfluous-healed = Inget av den här licensen står längre i vägen.
superfluous-search = Sök
superfluous-search-holders = { $count ->
    [one] Sök bland 1 innehavare
   *[other] Sök bland { $count } innehavare
}
superfluous-longest = { $count ->
    [one] Välj den som varit oanvänd längst
   *[other] Välj de { $count } som varit oanvända längst
}
superfluous-all = { $count ->
    [one] Välj innehavaren
   *[other] Välj alla { $count }
}
superfluous-none = Välj ingen
superfluous-room = Plats att flytta till, även efteråt: { $plans }
superfluous-room-plan = { $plan } { $free }
superfluous-no-room = Ingen annan plan har plats att flytta till
superfluous-holders = Innehavare av { $module }, längst oanvända först
superfluous-holder = Innehavare
superfluous-group = Grupp
superfluous-instead = I stället
superfluous-instead-of = Vad som händer med { $user }
superfluous-recall = Återkalla
superfluous-recall-plan = Återkalla { $plan }
superfluous-move = Flytta till { $plan } ({ $free } lediga)
superfluous-move-free = Flytta till { $plan }
superfluous-never-used = Aldrig använd
superfluous-shown = { $from }–{ $to } av { $count }
superfluous-nobody-found = Ingen hittas med ”{ $search }”
superfluous-earlier = Tidigare
superfluous-later = Senare
superfluous-remove = { $count ->
    [0] Ta bort licenser
    [one] Ta bort 1 licens
   *[other] Ta bort { $count } licenser
}
superfluous-choose-first = Välj vem som lämnar licensen.
superfluous-means = De som blir av med licensen behåller sina data och kan få en plan igen.
superfluous-despite = Ta bort dem fast programmet inte kan tillfrågas
superfluous-suite = { $count ->
    [one] Den som kan logga in tar en plats i den här planen. Stäng av inloggningen för 1 person som inte behöver den; allt annat behålls.
   *[other] Den som kan logga in tar en plats i den här planen. Stäng av inloggningen för { $count } personer som inte behöver den; allt annat behålls.
  }
superfluous-suite-users = Visa vilka som kan logga in
