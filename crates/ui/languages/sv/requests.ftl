### Förfrågningsfiler: vad en licenshanterare frågar en utfärdare som inte nås online.

requests-title = Begär licenser
requests-lead = En förfrågansfil till en leverantör som inte nås online. Bara den här installationen kan läsa in svaret på den.
requests-open = Väntar på svar
requests-version = Licensversion
requests-issuer = Utfärdare
requests-issuer-hint = Leverantörens korta namn, till exempel superoffice.
requests-issuer-wrong = Små bokstäver, siffror och bindestreck, som leverantören skriver det.
requests-version-hint = Tre tal: versionen som används, eller den du ska installera. Tomt för vilken som helst.
requests-version-wrong = En version är tre tal med punkter emellan, till exempel 12.1.0.
requests-create = Hämta förfrågansfil
requests-load-answer = Läs in svaret
requests-made = Förfrågningar hittills
requests-column-made = Gjord
requests-column-for = Gäller
requests-column-file = Fil
requests-for-licences = Licenser
requests-for-version = Licenser för version { $version }
requests-for-serial = Ändring av namn eller serienummer
requests-answered = Besvarad
requests-see-package = Paket
requests-save-again = Spara igen
