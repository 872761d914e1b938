### En person: användarens sida, kontot, att låta någon gå, och den egna sidan.

navigation-own = Din sida

people-previous = Föregående
people-next = Nästa
people-details = Uppgifter
people-primary-group = Primär grupp
people-other-groups = Andra grupper
people-role = Roll
people-job-title = Befattning
people-databases = Databaser
people-added = Tillagd
people-changed = Ändrad
people-history-all = Visa alla
people-history-of = Historik för { $name }
people-hide-hidden = Dölj de dolda
people-by-rule = Regeln ”{ $names }”
people-in-line = Nr { $place } av { $of } i kön
people-state-later = Senare
people-state-over = Slut
people-state-unlicensed = Inte licensierad
people-waits-for-approval = Väntar på godkännande. Tills dess finns ingen inloggning och ingen plats; licenser kan redan tilldelas.
people-approve = Godkänn
people-approve-title = Godkänn { $name }
people-approve-means = Användaren får logga in. Det som är tilldelat tar sina platser, om det finns lediga.

people-sessions = Inloggad
people-session-client = Med
people-session-since = Sedan
people-session-seats = Platser för { $seats }
people-session-heard = senast hörd
people-session-end = Avsluta

people-leave = Låt gå
people-leave-title = Låt { $name } gå
people-leave-lead = Tre sätt, från det mildaste till det som inte kan göras ogjort. Inget görs innan du väljer.
people-leave-asked = De här programmen tillfrågas först: { $names }. Inget av dem invänder nu.
people-leave-despite-silence = Fortsätt fast ett program som borde tillfrågas inte svarar
people-leave-licences = Ta bort licenserna
people-leave-licences-do = Ta bort licenser
people-leave-licences-stays = Användaren, inloggningen, grupperna och alla data finns kvar.
people-leave-licences-back = Licenser kan ges igen när som helst, om det finns platser.
people-leave-former = Tidigare anställd
people-leave-former-do = Gör till tidigare anställd
people-leave-former-goes = Användaren kan inte längre logga in, inte heller i Licentia.
people-leave-former-stays = Namn, grupper, data och historik finns kvar.
people-leave-former-back = Att ta tillbaka användaren senare ger varken licens eller inloggning tillbaka.
people-leave-ends = { $count ->
    [one] Avslutar en inloggning genast.
   *[other] Avslutar { $count } inloggningar genast.
}
people-leave-delete = Ta bort
people-leave-delete-do = Ta bort för gott
people-leave-delete-goes = Namn, inloggningsnamn, e-postadress, grupper och attribut raderas för gott, även i historiken.
people-leave-delete-stays = ID:t, det som hände och hur ofta finns kvar. Inloggningsnamnet { $login } är ledigt igen efter 30 dagar.
people-leave-served = { $count ->
    [one] Får från väntelistan: { $names }.
   *[other] Får från väntelistan: { $names }.
}
people-leave-served-more = { $count ->
    [one] Får från väntelistan: { $names } och en till.
   *[other] Får från väntelistan: { $names } och { $count } till.
}
people-leave-by-rule = En regel ger några av dem; den kan ge dem igen nästa gång den tillämpas.
people-leave-nothing = Det finns inget att ta bort.
people-leave-already = Användaren är redan en tidigare anställd.
people-leave-blocked = Ett program invänder.
people-leave-session = Användaren är inloggad. Avsluta sessionen först.

people-account = Inloggning i Licentia
people-account-none = Den här användaren kan inte logga in här.
people-account-give = Ge åtkomst
people-account-give-title = Ge { $name } åtkomst till Licentia
people-account-give-do = Ge åtkomst och gör en länk
people-account-change = Ändra
people-account-change-title = Åtkomst för { $name }
people-account-remove = Ta bort åtkomst
people-account-remove-title = Ta bort åtkomsten för { $name }
people-account-remove-means = Användaren kan inte längre logga in i Licentia. Licenser och inloggning i programmen är som förut.
people-account-own-only = Utan någon behörighet ser användaren en sida om sig själv och inget annat.
people-account-no-rights = Bara den egna sidan
people-account-until = Sista dag
people-account-until-hint = Tomt: inget slut.
people-account-last = Senaste inloggning
people-account-new-link = Gör en ny engångslänk för att välja ett annat lösenord
people-account-adopt = Det finns ett konto med det här namnet som inte hör till någon: det är den här personens
people-account-active = Aktivt
people-account-invited = Inbjuden
people-account-resting = Vilar
people-account-blocked = Spärrat
people-account-ended = Avslutat

people-own-title = Din sida
people-own-lead = Vad du får använda, genom vad, och vad du väntar på.
people-own-licences = Dina licenser
people-own-none = Du har inga licenser än
people-own-none-why = Be din administratör om det du behöver.
people-own-nobody = Ingen användare hör till det här kontot
people-own-nobody-why = Det är till för att sköta licenser, inte för att använda dem.
people-own-why = Får jag använda { $module }?
people-own-language = Språk
people-own-language-field = Sidornas språk
people-own-language-do = Spara språk
people-own-password = Lösenord
people-own-password-present = Nuvarande lösenord
people-own-password-do = Byt lösenord
people-own-password-done = Lösenordet är bytt. Andra webbläsare är utloggade.
people-portrait = Bild
people-portrait-add = Lägg till en bild
people-portrait-change = Byt bild
people-portrait-title = Bild på { $name }
people-portrait-file = PNG- eller JPEG-fil
people-portrait-hint = Högst 256 kB. Mitten av den behålls i litet format, och inget annat som filen berättar.
people-portrait-do = Spara bilden
people-portrait-remove = Ta bort bilden
