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
