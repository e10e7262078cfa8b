# Qui a une session ouverte, et mes propres sessions.

people-facts = { $n ->
    [one] Une personne a une session ouverte.
   *[other] { $n } personnes ont une session ouverte.
}
people-list = Par personne
people-col-person = Personne
people-end = { $n ->
    [one] Terminer sa session
   *[other] Terminer ses { $n } sessions
}
people-note = Terminer une session ne ferme pas le compte : la personne peut en ouvrir une autre. Pour l’en empêcher, désactivez son compte dans l’annuaire du personnel. Cette page et chaque session terminée sont inscrites au journal.
sessions-col-opened = Ouverte
sessions-col-seen = Dernière activité
sessions-col-address = Adresse
sessions-no-address = inconnue
sessions-this-one = Cette session-ci
sessions-ended = { $n ->
    [0] Aucune session n’était ouverte.
    [one] Une session a été terminée.
   *[other] { $n } sessions ont été terminées.
}
own-sessions-facts = Une session que vous ne reconnaissez pas? Terminez-la, puis changez votre mot de passe.
own-sessions-list = Vos sessions ouvertes
sessions-end-others = Terminer mes autres sessions
