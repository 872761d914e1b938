### Jobb: långt arbete, hur långt det har kommit, vad det blev av det.

jobs-kind-assign = Tilldela licenser
jobs-kind-recall = Återkalla licenser
jobs-kind-import = Importera en fil
jobs-kind-undo = Ångra en massändring
jobs-kind-rules = Tillämpa fördelningsregler
jobs-asked = Begärt
jobs-queued = Annat arbete går först.
jobs-so-far = { $done } av { $total } användare
jobs-leave-means = Du kan lämna sidan: arbetet fortsätter. Det är en enda ändring; inget av den syns förrän allt är klart.
jobs-leave = Lämna sidan
jobs-done = Klart
jobs-show-change = Visa ändringen
jobs-count-done = Utförda
jobs-count-refused = Avslagna
jobs-count-replaced = Ersatta planer
jobs-count-created = Tillagda
jobs-count-updated = Ändrade
jobs-count-skipped = Utelämnade
jobs-nothing-changed = Ingenting ändrades.
jobs-refused = Avslagna
jobs-problems = Felaktiga rader
jobs-row = Rad
jobs-column = Kolumn

problem-job_interrupted = Servern stannade medan den arbetade.
    .detail = Ingenting ändrades. Begär det igen.
