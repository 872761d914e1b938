### Systemhändelser: det som spärrar, varnar eller informerar alla tills någon avslutar det.

events-title = Systemhändelser
events-lead = Meddelanden och lägen som program och administratörer har slagit på. De pågår tills någon avslutar dem, vad det än står under ”Klart”.
events-notifications = Systemmeddelanden
events-active = Pågår
events-ended = Avslutade
events-none = Inget pågår
events-none-why = Inga meddelanden, och inget program har anmält någon import, indexering eller ombyggnad.
events-none-ended = Inget har avslutats än
events-none-ended-why = Händelser som någon avslutar sparas här.
events-refresh = Uppdatera
events-add = Lägg till meddelande
events-look = Titta på den
events-column-event = Händelse
events-column-status = Läge
events-column-message = Meddelande
events-column-activated = Startad
events-column-by = Startad av
events-column-finished = Klart
events-column-ended = Avslutad
events-column-type = Typ
events-ended-by = Avslutad av
events-by-application = Program
events-server = servern
events-state-on = På
events-state-ended = Avslutad
events-per-cent = { $count } %
events-no-message = Inget meddelande.
events-pane = { $title } · { $reach }
events-pane-ended = { $title } · { $reach }, avslutad

## Det alla känner till: `events-key-<nyckel>`, med bindestreck.

events-key-no-login = Ingen inloggning
events-key-no-freetext = Ingen fritext
events-key-no-travel = Ingen resa
events-key-message-of-the-day = Dagens meddelande
events-key-import = Import
events-key-freetext-rebuild = Fritextindexering
events-key-prototype-rebuild = Ombyggnad av prototyper
events-key-udef-rebuild = Ombyggnad av egendefinierade fält
events-key-rou-rebuild = Ombyggnad av räknare
events-key-saint-indexing = Indexering av statusövervakning

events-means-no-login = Ingen kommer in utom de som hanterar licenser. Den som är inne stannar inne.
events-means-no-freetext = Programmen erbjuder ingen fritextsökning.
events-means-no-travel = Programmen låter ingen ta med sig en kopia av data.
events-means-message-of-the-day = Visas vid inloggningen, och genast på alla öppna sidor.
events-means-raised = Ett program håller på med det.
events-means-ended = Det är över och sparas i historiken.
events-ends-free = Det pågår tills någon avslutar det: ”Klart” är bara en uppskattning.
events-ends-emergency = Avsluta det bara i nödfall: det som pågår blir halvfärdigt.
events-ends-never = Det måste löpa till slutet: bara programmet avslutar det.

events-reach-everywhere = Hela systemet
events-reach-installation = { $name }
events-reach-group = Gruppen { $name }
events-one-group = En grupp
events-one-user = En användare

## Det en användare får veta vid inloggningen, och det som står på varje sida.

events-told-no-login = Ingen kan logga in just nu.
events-told-no-freetext = Fritextsökning är avstängd just nu.
events-told-no-travel = Det går inte att resa med en kopia av data just nu.
events-told-until = Beräknas vara över { $moment }.
events-moment = { $day } kl. { $time }

## Lägga till, ändra, avsluta

events-kind = Vad som ska slås på
events-name = Namn
events-message = Meddelande
events-message-hint = Högst 500 tecken. Texten läses som den står.
events-finish-day = Klart, dag
events-finish-time = Tid
events-finish-hint = En uppskattning som visas för alla. Händelsen pågår tills någon avslutar den.
events-scope = För vem
events-owner = Grupp eller användare
events-owner-hint = Gruppens namn eller användarens inloggningsnamn; behövs inte för hela systemet.
events-start = Slå på
events-save = Spara
events-edit = Ändra
events-edit-title = Ändra { $title }
events-end = Avsluta
events-end-title = Avsluta { $title }?
events-end-reach = Den gäller: { $reach }.
events-end-means = Alla ser genast att den är över. Den finns kvar under ”Avslutade”.
events-end-emergency = Det som programmet håller på med blir halvfärdigt. Avsluta det bara om inget annat hjälper, och säg till den som sköter programmet.
events-end-never = Detta måste löpa till slutet. Programmet avslutar det när det är klart.
events-end-button = Avsluta
events-end-in-emergency = Avsluta ändå
events-wrong-finish = Ange en dag, och en tid som 15:00, eller lämna båda tomma.
events-wrong-message = Skriv ett meddelande på 1 till 500 tecken.
events-wrong-owner = Det finns ingen sådan grupp eller användare. Ange en grupps namn eller ett inloggningsnamn, och lämna det tomt för hela systemet.
