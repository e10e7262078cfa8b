# Tâches de l’appareil et état de l’appareil.

jobs-facts = L’appareil les lance lui-même et rattrape celles qu’un arrêt lui a fait manquer.
jobs-list = Tâches
jobs-history = Exécutions
jobs-col-job = Tâche
jobs-col-next = Prochaine
jobs-col-last = Dernière
jobs-col-end = Résultat
jobs-col-act = Action
jobs-col-began = Début
jobs-col-for = Prévue à
jobs-col-took = Durée
jobs-no-next = aucune prévue
jobs-no-run = jamais
jobs-to-come = À venir
jobs-empty = Aucune exécution
jobs-empty-text = Les tâches paraîtront ici dès leur première exécution.

job-checkpoint = Signer un point de contrôle
job-checkpoint-what = Signe la taille et la racine du journal.
job-verify = Vérifier le journal
job-verify-what = Recalcule chaque empreinte et contrôle chaque signature : de ce qui est nouveau et, une fois par semaine, de tout.
job-overdue = Marquer les retards
job-overdue-what = Marque les colis et les demandes dont l’échéance est passée.
job-compare = Comparer les tables au journal
job-compare-what = Refait du journal les fiches touchées depuis la veille et un septième des autres, et compare chaque ligne.
job-remove = Retirer les objets condamnés
job-remove-what = Retire du coffre ce qui a été remplacé, montré une seule fois ou effacé, et nomme chaque objet au journal.
job-reread = Relire le coffre
job-reread-what = Relit ce qui ne l’a pas été depuis 20 jours et compare chaque objet à l’empreinte du journal.
job-run = Lancer maintenant
job-minutes = Toutes les { $n } minutes.
job-every-minute = Chaque minute.
job-hourly = Chaque heure, à la minute { $minute }.
job-daily = Chaque jour à { $time } (UTC).
job-cron = Selon l’horaire cron { $cron } (UTC).
job-ran = { $job } : terminé.
job-run-failed = { $job } : échec. Le résultat est inscrit plus bas.
job-run-going = { $job } : en cours. Vous pouvez quitter cette page.

run-running = En cours
run-done = Réussie
run-failed = Échec
run-cut_off = Interrompue par un arrêt
run-nothing-new = Aucune inscription depuis le précédent
run-signed = { $n ->
    [one] { $n } inscription couverte
   *[other] { $n } inscriptions couvertes
}
run-verified = { $n ->
    [one] { $n } inscription, aucune altération décelée
   *[other] { $n } inscriptions, aucune altération décelée
}
run-broken = La vérification s’est arrêtée à l’inscription { $at }
run-compared = { $n ->
    [one] { $n } ligne conforme au journal
   *[other] { $n } lignes conformes au journal
}
run-differs = { $n ->
    [one] { $n } ligne ne dit pas ce que dit le journal. Appelez le soutien technique.
   *[other] { $n } lignes ne disent pas ce que dit le journal. Appelez le soutien technique.
}
run-removed = { $n ->
    [one] { $n } objet retiré
   *[other] { $n } objets retirés
}
run-reread = { $n ->
    [one] { $n } objet relu, tel qu’il a été déposé
   *[other] { $n } objets relus, tels qu’ils ont été déposés
}
run-damaged = { $n ->
    [one] { $n } objet endommagé ou manquant
   *[other] { $n } objets endommagés ou manquants
}
run-late = Objets relus : { $read }; objets restants : { $left }. À ce rythme, le coffre ne sera pas relu en 30 jours. Augmentez « storage.reread_rate ».
run-marked = Colis : { $parcels }; demandes : { $requests }
run-fault-not_found = Une fiche attendue n’existe pas. Appelez le soutien technique.
run-fault-refused = Une règle s’y est opposée. Appelez le soutien technique.
run-fault-busy = La base de données était occupée. La tâche reprend à son heure.
run-fault-gone = La base de données ne répondait pas. La tâche reprend à son heure.
run-fault-full = Il ne restait plus de place pour écrire. Libérez de l’espace.
run-fault-read_only = La base de données refusait l’écriture. Vérifiez les droits du dossier de données.
run-fault-erased = Une fiche a été effacée pendant la tâche. La tâche reprend à son heure.
run-fault-keys = Le trousseau de clés ne s’ouvre pas. Vérifiez la clé maîtresse et le fichier du trousseau.
run-fault-claim_lost = Un autre exemplaire de l’appareil a repris ce travail.
run-fault-altered = Une fiche ne correspond pas au journal. Lancez la comparaison des tables et appelez le soutien technique.
run-fault-ledger_broken = Le journal se contredit. Lancez la vérification et appelez le soutien technique.
run-fault-backend = La base de données a refusé une commande. La cause est au journal de la machine.
run-fault-corrupt = Une donnée conservée n’a pas la forme attendue. Appelez le soutien technique.
run-fault-vault = Le coffre n’a pas pu être lu ou modifié. Vérifiez son disque et ses droits.
run-fault-other = La cause est au journal de la machine.

appliance-state = État de l’appareil
appliance-directory = Annuaire du personnel
appliance-directory-yes = Joint
appliance-directory-no = Ne répond pas
appliance-room = Espace du coffre
appliance-free = { $free } libres
appliance-floor = Réserve : { $floor }. En dessous, plus rien n’est reçu.
appliance-room-unknown = Non mesuré
appliance-checkpoint = Dernier point de contrôle
appliance-verified = Dernière vérification réussie
appliance-broken = La dernière vérification s’est arrêtée
appliance-waiting = Images à décrire
appliance-objects = { $n ->
    [0] aucune en attente
    [one] { $n } en attente
   *[other] { $n } en attente
}
appliance-version = Version
appliance-never = Jamais
appliance-clock = Horloge de la machine
appliance-clock-ahead = En avance de { $by }
appliance-clock-behind = En retard de { $by }
appliance-clock-what = Vérifiez l’horloge de la machine, puis redémarrez l’appareil.
appliance-log = Journal d’écriture de la base
appliance-log-n = { $size }
appliance-log-what = Une lecture qui dure l’empêche d’être vidé. Si cela continue plus d’une heure, redémarrez l’appareil.
appliance-unknown = Objets sans inscription
appliance-unknown-n = { $n ->
    [one] { $n } objet
   *[other] { $n } objets
}
appliance-unknown-what = Trouvés dans le coffre au dernier démarrage. Rien n’a été retiré : comparez avec la dernière copie de sécurité.
appliance-damaged = Objets endommagés
appliance-damaged-n = { $n ->
    [one] { $n } objet
   *[other] { $n } objets
}
appliance-damaged-what = Ils ne sont plus dans le coffre tels qu’ils ont été déposés. La liste est à la page des tâches.

damaged-list = Objets endommagés
damaged-col-what = Objet
damaged-col-since = Constaté
damaged-col-mend = À faire
object-image = Image
object-package = Copie du dossier
object-passphrase = Phrase secrète d’une copie
object-signer = Clé qui signe les copies
object-mend-image = Faites renvoyer l’étude, ou remettez le fichier d’une copie de sécurité à sa place dans le coffre.
object-mend-package = Faites préparer la copie de nouveau. Si la demande a déjà sa réponse, remettez le fichier d’une copie de sécurité à sa place dans le coffre.
object-mend-passphrase = Faites préparer la copie de nouveau. Si la demande a déjà sa réponse, remettez le fichier d’une copie de sécurité à sa place dans le coffre.
object-mend-signer = Remettez le fichier d’une copie de sécurité à sa place dans le coffre. Aucune copie n’est signée d’ici là.
damaged-first = Seuls les { $n } premiers sont montrés.
