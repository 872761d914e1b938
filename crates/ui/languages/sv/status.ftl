## Fliken Status på sidan Licenser

status-tab = Status
status-title = Status
status-export = Exportera status
status-database = Databas
status-owner = Databasens ägare
status-subscription = Abonnemang
status-type = Typ
status-next-expiry = Nästa utgångsdatum
status-logged-in = Inloggade nu
status-version = Version
status-powered-by = Drivs av
status-ledger = Huvudbok
status-demo = Demoversion
status-none = Ingen licens i kraft
status-modules = Användarplaner och moduler
status-partners = { $count ->
    [one] och 1 partner
   *[other] och { $count } partner
  }
status-satellites = { $count ->
    [one] med 1 satellit
   *[other] med { $count } satelliter
  }
status-nobody = Ingen
status-people = { $count ->
    [one] 1 person
   *[other] { $count } personer
  }
status-services = { $count ->
    [one] 1 tjänst
   *[other] { $count } tjänster
  }
status-and-more = och { $count } till
status-reported = rapporterad
status-not-reported = Programmet har inte rapporterat den
status-maintenance = Underhåll till
status-server = Licentia { $version }
status-revision = Revision { $number }
status-tampered = Rader har manipulerats

## Planen och dess gränser

status-plan = Plan: { $plan }
status-restrictions-of = Begränsningar: { $issuer }
status-plan-none = Plan och begränsningar
status-plans = Användarplaner
status-plans-mean = Abonnemanget räknar platser per plan. Inget annat begränsas.
status-demo-why = Demoläget begränsar ingenting, utom 1 000 användare, grupper och regler.
status-none-why = Vad en plan begränsar visas här när en licens är i kraft.
status-seats = Platser
status-from = från { $plan }
status-not-included = ingår inte
status-near = { $count ->
    [one] Nära en gräns
   *[other] Nära { $count } gränser
  }
status-reached = { $count ->
    [one] En gräns nådd
   *[other] { $count } gränser nådda
  }
status-level-warning = Nästan nådd
status-level-reached = Nådd
status-kept = Det som finns behålls.
status-lifts = { $limit }: { $plan } tillåter mer.
status-what-allows = Vad planen tillåter
status-upgrade = Uppgradera

## Sidan om en svit

status-suite-lead = En plan för alla: vad den tillåter, vad som räknas och hur man frigör utrymme.
status-limits = Gränser
status-marks = Från 85 % visas den i gult; vid 100 % kan inget mer skapas eller aktiveras.
status-waiting-label = Väntar
status-waiting = { $count ->
    [one] 1 person väntar på en plats
   *[other] { $count } personer väntar på en plats
  }
status-seat-means-label = Vem tar en plats
status-seat-means = Alla som kan logga in
status-next-suite = Nästa plan uppåt
status-column-limit = Gräns
status-column-in-use = Används
status-column-share = Andel
status-column-allowed = Tillåtet
status-column-next = Nästa plan uppåt
status-reserved = + { $count } skapas

## Att be om mer

status-upgrade-title = Be om en uppgradering
status-upgrade-lead = { $issuer } får brevet genast och svarar med e-post. Inget beställs med det.
status-upgrade-signed = Signerat av den här installationen. Ingen annan person än du nämns.
status-ask-of = { $what }, { $used } av { $max } används
status-ask-subject = { $plan }: { $what }
status-ask-subject-plan = Mer än { $plan }
status-ask-have = Vi har { $plan }. { $what }, och vi behöver fler.
status-ask-plan = Vi har { $plan } och behöver mer än den tillåter.
status-ask-next = Ge oss gärna ett erbjudande om { $plan }, eller om mer i den nuvarande planen.
status-ask-more = Ge oss gärna ett erbjudande om fler.
status-ask-text = Vad ni behöver
status-ask-hint = Hur många och från när.
status-sent-means = { $issuer } har det och svarar med e-post. Det som finns behålls under tiden.
status-back = Tillbaka till status
