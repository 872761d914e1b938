### Webhooks: program som får veta.

webhooks-add = Lägg till webhook
webhooks-add-lead = Ett program får veta det som människor får veta, som JSON, signerat enligt Standard Webhooks.
webhooks-none = Inget program får veta något
webhooks-none-means = Lägg till adressen till ett program som ska få veta det som människor får veta.
webhooks-url = Adress
webhooks-url-hint = https://… Den anropas med POST.
webhooks-kinds = Berättar om
webhooks-kinds-hint = Inget kryssat: allt.
webhooks-everything = Allt
webhooks-lang = Meningarnas språk
webhooks-state = Läge
webhooks-on = På
webhooks-off = Av
webhooks-off-gone = Av: den vill inte ha mer (410)
webhooks-test = Testa
webhooks-rotate = Ny hemlighet
webhooks-enable = Slå på
webhooks-disable = Stäng av
webhooks-remove = Ta bort
webhooks-removed = Den får inte veta något mer.
webhooks-arrived = Meddelandet kom fram.
webhooks-not-arrived = Meddelandet kom inte fram.
webhooks-secret = hemlighet
webhooks-secret-once = Hemligheten för { $url }. Den visas bara nu; meddelandena signeras med den.
