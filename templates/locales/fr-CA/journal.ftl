# Journal vérifiable : la liste, une inscription, la preuve, l’exportation.

journal-title = Journal vérifiable
journal-entry-title = Inscription au journal
journal-count = { $n ->
    [0] aucune inscription
    [one] { $n } inscription
   *[other] { $n } inscriptions
}
journal-export = Télécharger le journal
journal-latest = Inscriptions, de la plus récente à la plus ancienne
journal-col-no = Numéro
journal-col-at = Inscrite le
journal-col-act = Acte
journal-col-duty = Fonction
journal-col-purpose = Motif
journal-col-actor = Par qui
journal-col-subjects = Sur quoi
journal-no-subject = rien en particulier
journal-pager = { $from } à { $to }, de la plus récente à la plus ancienne
journal-empty = Aucune inscription
journal-empty-text = La première paraîtra dès que quelqu’un agira.
journal-word-other = autre : { $word }
journal-broken-what = Cessez d’utiliser ce journal et appelez l’administration au { $phone }. Rien n’a été modifié par la vérification.

journal-standing = Où en est le journal
journal-never = Jamais
journal-not-verified = Pas encore vérifié
journal-verified-at = Dernière vérification
journal-checkpoint = Point de contrôle
journal-checkpoint-size = { $n ->
    [one] { $n } inscription couverte
   *[other] { $n } inscriptions couvertes
}
journal-since = { $n ->
    [0] aucune inscription depuis
    [one] { $n } inscription depuis
   *[other] { $n } inscriptions depuis
}
journal-note = Point de contrôle signé
journal-note-help = Imprimez-le ou copiez-le ailleurs : toute altération ultérieure de ce qu’il couvre sera décelable.

journal-stranger = Vérifier sans nous
journal-stranger-1 = Téléchargez le journal, apportez le fichier sur n’importe quel ordinateur et lancez-y le programme indépendant.
journal-stranger-2 = Il recalcule chaque empreinte, contrôle les signatures et nomme la première inscription altérée. Avec --checkpoint FICHIER, il vérifie aussi un point de contrôle conservé ailleurs.
journal-how = La commande et la clé
journal-key = Clé de vérification
journal-key-help = Comparez-la à une copie conservée hors de l’appareil : une clé reçue avec le fichier ne prouve rien à elle seule.
journal-export-contents = Le fichier contient les inscriptions et leurs preuves, sans le détail des actes : aucun renseignement personnel. L’exportation est elle-même inscrite au journal.

journal-times = { $n } fois

journal-entry = Inscription { $no }
journal-before = Précédente
journal-after = Suivante
journal-covered = Couverte par le point de contrôle
journal-not-covered = Pas encore couverte
journal-not-covered-help = Cette inscription est plus récente que le dernier point de contrôle. Elle sera couverte par le prochain.
journal-says = Ce que dit l’inscription
journal-unread = Cette version de l’appareil ne sait pas lire cette inscription. La voici telle qu’elle est.
journal-unreadable = Inscription illisible
journal-leaf = Feuille
journal-leaf-help = La feuille ne contient aucun renseignement personnel : des codes, des identifiants opaques et l’engagement cryptographique du détail.
journal-proof = Preuve d’inclusion
journal-proof-help = En combinant l’empreinte de la feuille { $no } aux empreintes voisines, de bas en haut, on retrouve la racine signée du journal de { $size } inscriptions.
journal-leaf-hash = Empreinte de la feuille
journal-path = Empreintes voisines
journal-path-empty = Aucune : la feuille est la racine.

## Fonctions de l’appareil lui-même
duty-clockwork = Appareil, tâches
duty-front_door = Appareil, à la porte
duty-reception = Appareil, récepteur DICOM

## Motifs
purpose-case_work = Suivi du dossier
purpose-shipment = Envois
purpose-archive = Archives
purpose-import = Réception d’images
purpose-erasure = Effacement
purpose-copy_request = Demande de copie
purpose-audit = Vérification
purpose-maintenance = Entretien
purpose-sign_in = Ouverture de session

## La liste
journal-filter = Chercher dans le journal
journal-filter-who = Par qui
journal-filter-anybody = N’importe qui
journal-filter-act = Acte
journal-filter-anything = N’importe quel acte
journal-filter-about = Numéro ou étiquette
journal-filter-record = Concernant
journal-filter-from = Du
journal-filter-until = Au
journal-filter-show = Afficher
journal-filter-all = Tout le journal
journal-list-export = Télécharger cette liste
journal-list-export-note = Un tableau de 10 000 inscriptions au plus, à partir de celles qui sont affichées. Le téléchargement est lui-même inscrit au journal.
journal-none-here = Rien de tel parmi les 20 000 inscriptions regardées
journal-none-such = Aucune inscription de ce genre
journal-none-such-text = Élargissez les dates, ou affichez tout le journal.
journal-wrong-date = Cette date n’existe pas. Écrivez-la AAAA-MM-JJ, par exemple 2026-03-01.
journal-wrong-about = Rien ne porte ce numéro ou cette étiquette.
journal-wrong-choice = Ce choix n’est pas dans la liste. Choisissez de nouveau.
journal-table-no = Numéro
journal-table-at = Inscrite le
journal-table-who = Par qui
journal-table-act = Acte
journal-table-subjects = Sur quoi
journal-table-duty = Fonction
journal-table-purpose = Motif
journal-table-cut = Ce tableau s’arrête ici : ce qui est plus ancien que l’inscription { $no } n’y est pas.
subject-person = Personnel
subject-session = Session
subject-patient = Personne
subject-case = Dossier
subject-item = Article
subject-place = Emplacement
subject-shipment = Envoi
subject-visit = Accès
subject-exception = Écart
subject-batch = Lot d’étiquettes
subject-label = Étiquette
subject-intake = Réception
subject-study = Étude
subject-instance = Image
subject-request = Demande
subject-package = Copie
subject-disclosure = Communication
subject-run = Tâche
