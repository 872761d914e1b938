### Tilldelningsregler: vem som får vad efter grupp, typ, roll eller attribut.

rules-title = Tilldelningsregler
rules-lead = Av varje utfärdare får en användare planen i den första regeln som passar, och modulerna i alla som passar. Det som någon har tilldelat för hand blir kvar.
rules-add = Lägg till regel
rules-edit = Ändra regel
rules-apply-now = Tillämpa nu
rules-none = Inga regler än
rules-none-why = En regel delar ut en plan eller moduler till en grupp, en typ av användare, en roll eller ett attribut, och tar tillbaka dem när den inte längre passar.
rules-tampered = En regel har ändrats eller tagits bort utanför hanteraren. Ingen av dem tillämpas förrän det är rättat: utan den regeln skulle de andra ta bort det den har gett.
rules-tampered-one = Regel nr { $number }
rules-tampered-says = Det den säger går inte att lita på
rules-tampered-tag = Ändrad utanför hanteraren
rules-remove = Ta bort
rules-without-it = Fortsätt med reglerna som är kvar
rules-preview-put-right = Vad det skulle göra att fortsätta utan reglerna som har ändrats utanför hanteraren
rules-put-right-changes = { $count ->
    [0] Fortsätt utan dem
    [one] Fortsätt utan dem och ändra 1 användare
   *[other] Fortsätt utan dem och ändra { $count } användare
}
rules-no-value = inget
rules-not = inte
rules-is-not = Men inget av dessa
rules-further = Fler villkor
rules-demo = Inget är licensierat än, så reglerna ger inget. De tillämpas när ett paket aktiveras.
rules-name = Namn
rules-place = Ordning
rules-who = Gäller
rules-gets = Ger
rules-state = Läge
rules-on = På
rules-off = Av
rules-over-manual-short = Ersätter valda planer
rules-up = Flytta upp { $name }
rules-down = Flytta ner { $name }
rules-remove-one = Ta bort { $name }
rules-everybody = Alla
rules-and = och
rules-any-value = vilket som helst
rules-group = Grupp
rules-kind = Typ av användare
rules-role = Roll
rules-job-title = Befattning
rules-installation = Installation
rules-when = Gäller
rules-when-hint = Den som uppfyller allt som är ifyllt. Är inget ifyllt: alla.
rules-values-hint = Flera värden med ; emellan: ett av dem räcker. * betyder vilket som helst.
rules-attributes = Attribut
rules-attributes-hint = Ett per rad, till exempel avdelning = Forskning; Sälj, eller avdelning != Sälj. Utan = vilket värde som helst.
rules-no-plan = Ingen plan
rules-plan-of = Plan från { $issuer }
rules-nothing-to-give = Inget gällande paket har en plan eller modul som kan ges till användare.
rules-over-manual = Dess plan tar platsen för en som valts för hand
rules-enabled = Regeln är på
rules-preview = Förhandsgranska
rules-preview-all = Vad reglerna skulle ändra nu
rules-preview-add = Vad regeln { $name } skulle göra
rules-preview-change = Vad det skulle göra att ändra { $name }
rules-preview-remove = Vad det skulle göra att ta bort { $name }
rules-preview-file = Alla namn som CSV
rules-nothing-saved = Inget är sparat än.
rules-save = Spara regeln
rules-save-changes = { $count ->
    [one] Spara och ändra 1 användare
   *[other] Spara och ändra { $count } användare
}
rules-apply-changes = { $count ->
    [one] Ändra 1 användare
   *[other] Ändra { $count } användare
}
rules-remove-changes = { $count ->
    [0] Ta bort regeln
    [one] Ta bort regeln och ändra 1 användare
   *[other] Ta bort regeln och ändra { $count } användare
}
rules-applies-to = { $count ->
    [0] Ingen regel passar någon.
    [one] Alla regler tillsammans passar 1 användare.
   *[other] Alla regler tillsammans passar { $count } användare.
}
rules-changes-nothing = Alla har redan det som reglerna säger.
rules-changes = { $count ->
    [0] Ingens tilldelningar ändras.
    [one] 1 användares tilldelningar ändras.
   *[other] Tilldelningarna för { $count } användare ändras.
}
rules-nothing-left = { $count ->
    [one] 1 användare skulle stå utan licens.
   *[other] { $count } användare skulle stå utan licens.
}
rules-gains = { $count ->
    [one] 1 licens delas ut
   *[other] { $count } licenser delas ut
}
rules-loses = { $count ->
    [one] 1 licens tas tillbaka
   *[other] { $count } licenser tas tillbaka
}
rules-unmet = { $count ->
    [one] 1 licens kan inte delas ut
   *[other] { $count } licenser kan inte delas ut
}
rules-kept = { $count ->
    [one] 1 licens blir kvar eftersom en annan behöver den
   *[other] { $count } licenser blir kvar eftersom andra behöver dem
}
rules-and-more = { $count ->
    [one] och 1 till
   *[other] och { $count } till
}
rules-sources-only = { $count ->
    [one] För 1 av dem ändras bara varifrån en licens kommer: det användaren har förblir detsamma.
   *[other] För { $count } av dem ändras bara varifrån en licens kommer: det de har förblir detsamma.
}
rules-no-longer-waiting = { $count ->
    [one] 1 av dem slutar bara vänta.
   *[other] { $count } av dem slutar bara vänta.
}
rules-waiting = { $count ->
    [one] 1 licens kan inte delas ut ännu och väntar i kön
   *[other] { $count } licenser kan inte delas ut ännu och väntar i kön
}
rules-stays-until = { $plan } är kvar tills dess.
rules-chosen-by-hand = { $plan } valdes för hand och är kvar. Återkalla den, eller låt regeln ersätta planer som valts för hand.
rules-seats = Platser
rules-module = Plan eller modul
rules-before = Används
rules-difference = Ändring
rules-after = Därefter
rules-total = Tillgängliga
rules-lacking = Fattas

problem-effect_changed = Reglerna skulle göra något annat än det du såg.
    .detail = Användare, platser eller regler har ändrats under tiden. Förhandsgranska igen och tillämpa sedan.

ledger-kind-rules-changed = Tilldelningsregler ändrade
ledger-kind-rules-put-right = Tilldelningsregler rättade
ledger-kind-rules-applied = Tilldelningsregler tillämpade
ledger-kind-assignments-withdrawn = Borttagen från väntelistan
ledger-kind-assignments-reconsidered = Skälen på väntelistan skrivna på nytt
