# Aujourd’hui : ce qui attend chaque personne.

today-to-handle = { $n ->
    [0] rien à traiter
    [one] { $n } point à traiter
   *[other] { $n } points à traiter
}
today-parcels-expected = { $n ->
    [one] { $n } colis attendu
   *[other] { $n } colis attendus
}
today-urgent-n = À traiter d’abord ({ $n })
today-nothing-urgent = Rien à traiter
today-nothing-urgent-text = Les retards et les échéances du jour paraîtront ici.
today-studies = Études à rattacher
today-all-studies = Toutes les études
today-no-studies = Aucune étude en attente
today-no-studies-text = Les études reçues paraîtront ici jusqu’à ce qu’elles soient rattachées à un dossier.
today-parcels = Colis attendus
today-all-shipments = Tous les envois
today-shipment-word = Envoi
today-case-word = dossier
today-not-said = non précisé
today-no-parcels = Aucun colis attendu
today-no-parcels-text = Un colis annoncé depuis un dossier paraîtra ici jusqu’à sa réception.
today-clocks = Délais légaux
today-no-clocks = Aucun délai ne court
today-no-clocks-text = Les demandes en cours paraîtront ici, la plus pressante d’abord.
today-all-requests = Toutes les demandes
today-all-jobs = Toutes les tâches

col-state = État
col-what = Quoi
col-owner = Responsable
col-due = Échéance
col-act = Action
col-source = Provenance
col-received = Reçue
col-images = Images
col-sender = Expéditeur
col-carrier = Transporteur
col-expected = Prévu
col-items = Articles
owner-you = Vous
owner-team = Équipe
ago = il y a { $span }

clock-left = { $n ->
    [0] dernier jour
    [one] { $n } jour
   *[other] { $n } jours
}
clock-late = { $n ->
    [one] { $n } jour de retard
   *[other] { $n } jours de retard
}
clock-day-of = Jour { $day } sur { $of }, échéance le { $due }

archive-open = Ouvertes
archive-closed = Fermées
archive-last-access = Dernier accès
archive-no-access = Aucun à ce jour
archive-reconciliation = Rapprochement
archive-planned-scanned = { $planned } prévus, { $scanned } scannés
archive-content = Contenu
archive-items = { $n ->
    [one] { $n } article
   *[other] { $n } articles
}

journal = Journal vérifiable
journal-verified = Vérifié
journal-stopped = Vérification arrêtée
journal-entries = Inscriptions

act-receive-parcel = Recevoir un colis
act-open-case = Ouvrir un dossier
act-register-request = Inscrire une demande
act-open-shipment = Voir l’envoi
act-open-request = Voir la demande
act-open-archive = Voir les archives
act-open-journal = Voir le journal
act-open-jobs = Voir les tâches
act-ask-again = Relancer
act-open-exams = Voir les examens attendus
act-identify = Dire leur dossier
act-open-places = Aménager les emplacements
act-reconcile = Faire le rapprochement

state-late = En retard
state-due = À répondre
state-to-reconcile = À rapprocher
state-to-put-away = À ranger
state-to-attach = À rattacher
state-being-read = En lecture
state-unreadable = Illisible
state-begun = Réception commencée
state-announced = Annoncé
state-failed = Échec
state-stopped = Arrêtée
state-full = Presque plein
state-wrong = Déréglée
state-damaged = Endommagés
state-to-ask = À relancer
state-to-identify = À identifier
state-to-set-up = À aménager

tile-late-shipments = { $n ->
    [one] Colis en retard
   *[other] Colis en retard
}
tile-oldest = le plus ancien : { $age }
tile-parcels-expected = { $n ->
    [one] Colis attendu
   *[other] Colis attendus
}
tile-outside = { $n ->
    [one] Article hors des archives
   *[other] Articles hors des archives
}
tile-exams = { $n ->
    [one] Examen attendu
   *[other] Examens attendus
}
tile-cases = { $n ->
    [one] Dossier
   *[other] Dossiers
}
tile-studies-waiting = { $n ->
    [one] Étude à rattacher
   *[other] Études à rattacher
}
tile-open-requests = { $n ->
    [one] Demande en cours
   *[other] Demandes en cours
}
tile-late-requests = { $n ->
    [one] Demande en retard
   *[other] Demandes en retard
}

work-parcel-from = Envoi { $no }, expéditeur : { $from }
work-parcel-late = { $n ->
    [one] { $n } article annoncé. Rien n’est arrivé.
   *[other] { $n } articles annoncés. Rien n’est arrivé.
}
work-visit = Séance d’accès { $no }, temps écoulé
work-items-on-table = { $n ->
    [one] { $n } article hors des archives
   *[other] { $n } articles hors des archives
}
work-one-barrier = Le plus ancien y est depuis { $since }.
work-request = Demande { $no }
work-job = { $job }
work-journal = Vérification du journal
work-room = Espace du coffre
work-damaged = Objets endommagés dans le coffre
work-clock = Horloge de la machine
work-exam = Examen attendu : { $what }
work-exam-of = Dossier { $no } : à relancer.
work-exam-of-from = Dossier { $no }, { $from } : à relancer.
work-exams-more = { $n ->
    [one] { $n } autre examen à relancer
   *[other] { $n } autres examens à relancer
}
work-unidentified = { $n ->
    [one] { $n } article à identifier
   *[other] { $n } articles à identifier
}
work-unidentified-text = Dites de quel dossier chacun vient.
work-exception-of-parcel = Envoi { $no } : { $act }
work-exception-of-visit = Séance d’accès { $no } : { $act }
work-hands-yours = { $n ->
    [one] { $n } article entre vos mains
   *[other] { $n } articles entre vos mains
}
work-hands-of = { $n ->
    [one] { $n } article entre les mains de { $who }
   *[other] { $n } articles entre les mains de { $who }
}
work-hands-text = Pour les déposer : au poste, scannez l’emplacement.
state-in-hand = En main
state-to-settle = À régler
act-open-exceptions = Voir les écarts
work-exceptions-more = { $n ->
    [one] { $n } autre écart à régler
   *[other] { $n } autres écarts à régler
}
act-open-exception = Voir l’écart
act-open-station = Ouvrir le poste
tile-exceptions = { $n ->
    [one] Écart à régler
   *[other] Écarts à régler
}
work-places = Aménager les emplacements du centre
work-places-text = Les films pourront être reçus quand il y aura un quai, une table de travail et des archives.
