### Inloggning, konton, behörigheter.

access-sign-in = Logga in
access-sign-in-lead = på { $name }
access-login = Inloggningsnamn
access-password = Lösenord
access-set-up = Ställ in ditt konto
access-set-up-lead = Länken fungerar en gång. Välj ett lösenord för { $login }.
access-new-password = Nytt lösenord
access-new-password-hint = Minst tolv tecken. Flera ord är lättare att minnas än konstiga tecken.
access-set-password = Spara lösenordet och logga in

right-manage_licences = Hantera licenser
right-manage_users = Hantera användare
right-view = Se
right-manage_access = Hantera åtkomst
right-check = Ställa kontrollfrågor, för program
right-sell = Sälja
right-manage_catalogue = Hantera katalogen
right-manage_keys = Hantera nycklar

access-title = Åtkomst
access-accounts = Administratörer
access-tokens = API-nycklar
access-name = Namn
access-rights = Behörigheter
access-label = Etikett
access-label-hint = Vad som använder den, till exempel ”CRM produktion”.
access-token-state = Läge
access-token-ended = Återkallad
access-revoke = Återkalla
access-invite = Bjud in administratör
access-new-token = Skapa nyckel
access-link-lead = Den här länken loggar in { $name }, en gång.
access-link-made = Skicka den här länken; den fungerar en gång:
access-token-made = Kopiera nyckeln nu; den visas inte igen:
