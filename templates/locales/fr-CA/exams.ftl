# Coordination : examens attendus.

## Un examen attendu
exam-title = Examen attendu
exam-form-title = Ajouter un examen attendu
exam-correct-title = Corriger un examen attendu
exam-form-what = L’examen
exam-choose = Choisir
exam-taken-help = AAAA-MM-JJ, ou seulement AAAA-MM ou AAAA si le jour n’est pas connu.
exam-source = Qui le détient
exam-source-help = L’hôpital ou la clinique, ou la personne elle-même.
exam-note-help = Ce qui le distingue d’un autre examen : contrôle, avec contraste. Pas le nom de la personne.
exam-amount = Ce qui doit arriver
exam-amount-help = Si vous ne le savez pas, laissez vide : le premier article de cet examen le rend complet.
exam-amount-films = Films
exam-amount-discs = Disques
exam-amount-images = Des images numériques (une étude)
exam-wanted = À relancer le
exam-wanted-help = AAAA-MM-JJ. Ce jour-là, l’examen paraît à la page Aujourd’hui s’il manque encore.
exam-save-another = Enregistrer et en ajouter un autre
exam-now = Quelqu’un l’a corrigé entre-temps
exam-missing-modality = Choisissez le type d’examen.
exam-missing-part = Choisissez la région.
exam-missing-wanted = Inscrivez le jour où vous relancerez.
exam-not-a-day = Cette date n’a pas la forme attendue : AAAA-MM-JJ, AAAA-MM ou AAAA.
exam-twice = Cet examen est déjà attendu. S’il y en a deux, dites dans « Autre détail » ce qui les distingue.
exam-missing-note = Inscrivez à qui vous l’avez demandé et la réponse.
exam-missing-exit = Choisissez comment l’attente se termine.
exam-missing-why = Inscrivez pourquoi.
exam-said-expected = Examen ajouté. Ce qui arrive de cet examen se coche dès qu’on le décrit ou le rattache.
exam-said-another = Examen ajouté. Inscrivez le suivant.
exam-said-ticked = C’est noté. Ce qui est coché compte pour cet examen.
exam-said-followed = Relance notée. L’examen revient à la page Aujourd’hui le jour choisi.
exam-said-ended = L’examen est fermé : il n’est plus attendu.
exam-said-corrected = C’est corrigé. Le journal garde ce qui était inscrit avant.

## Où il en est
exam-balance = Bilan
exam-balance-absent = Absent
exam-balance-incomplete = Incomplet
exam-balance-complete = Complet
exam-overdue = En retard
exam-sum-complete = { $n ->
    [one] { $n } complet
   *[other] { $n } complets
}
exam-sum-incomplete = { $n ->
    [one] { $n } incomplet
   *[other] { $n } incomplets
}
exam-sum-absent = { $n ->
    [one] { $n } absent
   *[other] { $n } absents
}
exam-sum-not_coming = { $n ->
    [one] { $n } ne viendra pas
   *[other] { $n } ne viendront pas
}
exam-films = { $n ->
    [one] { $n } film
   *[other] { $n } films
}
exam-films-of = { $came ->
    [one] { $came } film sur { $of }
   *[other] { $came } films sur { $of }
}
exam-discs = { $n ->
    [one] { $n } disque
   *[other] { $n } disques
}
exam-discs-of = { $came ->
    [one] { $came } disque sur { $of }
   *[other] { $came } disques sur { $of }
}
exam-others = { $n ->
    [one] { $n } autre article
   *[other] { $n } autres articles
}
exam-studies = { $n ->
    [one] { $n } étude
   *[other] { $n } études
}
exam-studies-none = Aucune étude
exam-not-asked = Non précisé
exam-study = Étude : { $what }
exam-study-images = { $n ->
    [one] { $n } image
   *[other] { $n } images
}
exam-col-exam = Examen
exam-col-supports = Supports
exam-col-images = Images
exam-col-wanted = À relancer
exam-col-balance = Bilan
exam-col-came = Article ou étude

## Ce qu’on en fait
exam-correct = Corriger
exam-again = Corriger et attendre de nouveau
exam-follow = Relancer
exam-follow-note = Qui a répondu, et ce qu’on vous a dit
exam-follow-help = Par exemple : « Mme Roy, archives, envoie le disque lundi. »
exam-follow-wanted = À relancer le
exam-follow-do = Noter la relance
exam-came = Arrivé de cet examen
exam-came-short = Arrivé
exam-came-text = Cochez les articles et les études du dossier qui sont de cet examen.
exam-came-do = Enregistrer
exam-nothing-came = Rien n’est encore arrivé pour ce dossier
exam-nothing-came-text = Les articles reçus et les études rattachées paraissent ici.
exam-close = Fermer cet examen
exam-close-exit = Issue
exam-exit-enough = Suffisant
exam-exit-not_coming = Ne viendra pas
exam-exit-erased = Effacé
exam-exit-mistaken = Inscrit par erreur
exam-close-mistaken-help = Personne ne l’attendait. Il disparaît de la liste du dossier; le journal le garde.
exam-close-enough-help = Ce qui est arrivé suffit au spécialiste.
exam-close-not_coming-help = Il n’existe plus, on ne peut pas l’obtenir, ou il n’est plus nécessaire.
exam-close-do = Fermer
exam-event-expected = Attendu
exam-event-corrected = Corrigé
exam-event-followed = Relancé
exam-event-came = Arrivé de cet examen
exam-event-came_taken_back = N’est pas de cet examen
exam-event-closed = Fermé
exam-event-until = à relancer le { $day }

## Tous les dossiers
exams-title = Examens attendus
exams-facts = Ce qui manque, dans l’ordre où relancer
exams-list = Liste des examens attendus
exams-total = { $n ->
    [0] Aucun examen attendu
    [one] { $n } examen attendu
   *[other] { $n } examens attendus
}
exams-total-more = Plus de { $n } examens attendus
exams-page = { $n ->
    [one] { $n } examen sur cette page
   *[other] { $n } examens sur cette page
}
exams-empty = Aucun examen attendu
exams-empty-text = Les examens qu’un dossier attend s’inscrivent à la page du dossier. Ceux qui manquent paraissent ici.

## Vu du dossier
case-next = Prochaine étape : { $what }
case-next-list = dire quels examens sont attendus
case-next-list-text = Ce qu’on décrit ou rattache se coche alors de soi-même, et ce qui manque paraît à la page Aujourd’hui.
case-next-list-do = Ajouter un examen attendu
case-next-missing = { $n ->
    [one] obtenir { $n } examen qui manque
   *[other] obtenir { $n } examens qui manquent
}
case-next-missing-text = Le premier à relancer : { $what }.
case-next-missing-do = Relancer
case-next-sort = { $n ->
    [one] dire de quel examen est { $n } article ou étude
   *[other] dire de quel examen sont { $n } articles ou études
}
case-next-sort-text = Ce qui manque est peut-être déjà là.
case-next-all = tout ce qui était attendu est là
case-next-all-text = Rien ne manque à ce dossier.
case-next-ended = plus rien n’est attendu
case-next-ended-text = Ce qui n’est pas venu ne viendra pas, ou quelqu’un a dit que ce qui est là suffit.
case-next-due = À relancer le { $day }.
case-exams = Examens attendus
case-no-exam = Aucun examen attendu
case-no-exam-text = Inscrivez ce que le spécialiste devra regarder : type d’examen, région, date, provenance.
case-expect = Ajouter un examen attendu
case-beside = Arrivé, et d’aucun examen attendu jusqu’ici :
case-beside-none = Tout ce qui est arrivé est d’un examen attendu.
case-beside-say = Dire de quel examen
