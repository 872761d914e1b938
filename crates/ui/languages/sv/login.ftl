### Inloggningar: hur en slutade, i en mening. `login-<result>` hittas efter resultat.

login-ok = Välkommen.
login-needs_licence_manager = En licens saknas. Du kan ordna det i licenshanteraren.
login-needs_licence = En licens saknas. Fråga din administratör.
login-not_allowed = Du får inte logga in här. Kontrollera namnet, eller fråga din administratör.
login-waiting_for_approval = Ditt konto väntar på godkännande. Din administratör måste bekräfta det.
login-blocked_by_event = Ingen kan logga in just nu. Försök igen när det aviserade arbetet är klart.
login-no_free_session = Alla sessioner är tagna. Försök igen när någon har loggat ut.
login-wrong_installation = Du hör till en annan installation. Logga in där.
