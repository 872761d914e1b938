### Tilldelningar: tilldela, återkalla, ersätt.

assignments-assign = Tilldela
assignments-recall = Återkalla
assignments-recall-from = Återkalla från { $name }
assignments-change-plan = Byt plan
assignments-waiting = Väntar
assignments-granted = Beviljad
assignments-granted-by = Beviljad av
assignments-module = Modul
assignments-reason = Skäl
assignments-taken-by = { $by } gav den sista till { $user }.
