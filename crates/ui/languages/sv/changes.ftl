### Ändringar: massändringar som har gjorts, och att ångra dem.

changes-title = Massändringar
changes-lead = Det som gjordes för många på en gång. Tilldelningar och återkallanden kan ångras så långt de fortfarande gäller.
changes-none = Ingenting har gjorts för många på en gång ännu
changes-none-why = Markera användare på skärmen Användare, eller välj alla som ett filter hittar, för att tilldela eller återkalla licenser för dem alla.
changes-at-work = Pågår
changes-what = Vad
changes-users = Användare
changes-users-of = { $count } av { $of }
changes-who = Vem
changes-when = När
changes-revision = Revision
changes-server = Servern
changes-undo = Ångra
changes-undone = Ångrad
changes-undone-by = Ångrad genom ändring
changes-undoes = Ångrar ändring
changes-one = Massändring { $revision }
changes-did-assigned = Tilldelade { $modules }
changes-did-recalled = Återkallade { $modules }
changes-did-changed = Ändrade { $modules }
changes-did-undone = Ångrade ändring { $revision }
changes-did-rules = Tillämpade fördelningsregler
changes-did-imported = Importerade användare
changes-touched = Vad den berörde
changes-became = Vad som hände
changes-assigned = Tilldelad
changes-recalled = Återkallad
changes-replaced = Gav plats
changes-left-out = { $count ->
    [one] En lämnades som den var.
   *[other] { $count } lämnades som de var.
}
changes-left-out-forgotten = Vilka det var, och varför, sparas i en vecka.
changes-undo-title = Ångra ändring { $revision }
changes-undo-means = Det som gavs återkallas, och det som togs kommer tillbaka med källa, enheter och datum. Det som någon har ändrat sedan dess förblir som det är.
changes-undo-refused = { $count ->
    [one] En tilldelning kan inte ångras och förblir som den är.
   *[other] { $count } tilldelningar kan inte ångras och förblir som de är.
}
changes-undo-apply = { $count ->
    [one] Ångra 1 tilldelning
   *[other] Ångra { $count } tilldelningar
}

problem-changed_since = Någon har ändrat detta sedan dess.
    .detail = Det förblir som det är nu.
problem-undone_already = Det här är redan ångrat.
    .detail = Ändringens sida nämner den ändring som gjorde det.
problem-user_deleted = Användaren är borttagen.
    .detail = Det som en borttagen användare hade kan inte komma tillbaka, och det finns inget kvar att ta.
problem-not_undoable = Den här ändringen kan inte ångras.
    .detail = Bara ändringar som tilldelar eller återkallar licenser kan ångras, om de gjordes av den här versionen eller en senare.
problem-nothing_to_undo = Ingenting av den här ändringen finns kvar att ångra.
    .detail = Allt den gjorde har ändrats sedan dess, eller kan inte komma tillbaka nu.
