# Garde des films et colis : poste de scan, articles, envois, archives, étiquettes.

## Articles
item-kind-film_jacket = Pochette de films
item-kind-sub_jacket = Sous-pochette
item-kind-film_sheet = Film
item-kind-film_set = Lot de films
item-kind-optical_disc = Disque optique
item-kind-usb = Clé USB
item-kind-memory_card = Carte mémoire
item-kind-hard_disk = Disque dur
item-kind-paper_record = Document papier
item-kind-pathology_slide = Lame
item-kind-slide_tray = Plateau de lames
item-kind-paraffin_block = Bloc de paraffine
item-kind-photo_print = Photo imprimée
item-kind-teaching_copy = Copie pour l’enseignement
item-kind-other = Autre article
condition-intact = Intact
condition-scratched = Rayé
condition-bent = Plié
condition-torn = Déchiré
condition-cracked = Fêlé
condition-broken = Brisé
condition-wet = Mouillé
condition-stained = Taché
condition-faded = Pâli
condition-stuck = Films collés ensemble
condition-mouldy = Moisi
condition-incomplete = Incomplet
condition-unreadable_label = Étiquette illisible
condition-damaged = Endommagé
held-person = Entre les mains de { $name }
held-location = Emplacement : { $name }
held-looked-for = Introuvable, devrait être à { $name }
held-parcel = Dans le colis de l’envoi { $name }
held-carrier = Confié au transporteur : { $name }
held-recipient = Remis au destinataire : { $name }
held-requester = Remis en mains propres, demande { $name }
held-destroyed = Détruit
held-withdrawn = Inscription retirée, rien à sa place
held-nobody = Pas encore inscrit

## Issues des lignes
outcome-expected = Attendu
outcome-next = À scanner
outcome-received = Reçu
outcome-damaged = Endommagé
outcome-missing = Manquant
outcome-extra = En trop
outcome-packed = Emballé
outcome-outgrown = Copie périmée
planned-open = À scanner
planned-next = Suivant
planned-scanned = Fait
planned-missing = Manquant
planned-left = Laissé sur place

## Poste de scan
station-title = Poste de scan
station-job-ready = Poste de scan
station-job-ask = Recevoir un colis
station-job-back = Colis parti
station-job-receive = Recevoir un colis
station-job-archive = Séance d’accès aux archives
station-job-ship = Expédier un colis
station-facts-shipment = Envoi { $no } · { $party }
station-facts-visit = Jusqu’à { $time }
station-list = Articles de ce travail
station-expected = Colis attendus
station-none-expected = Aucun colis n’est annoncé.
station-choose = C’est celui-ci
station-kinds = Ce que sont les articles
station-nothing-out = Rien n’est encore sorti du colis.
station-answers = Trois réponses
answer-receive = Recevoir sans annonce
answer-receive-text = Le colis est inscrit maintenant, avec ce numéro. L’expéditeur et le dossier viennent ensuite.
answer-back-intact = Revenu, scellé intact
answer-back-intact-text = C’est notre scellé, entier. Tout ce qui est parti y est.
answer-back-intact-hint = Carte « Scellé intact »
answer-back-opened = Revenu, scellé rompu
answer-back-opened-text = Rompu, un autre, ou aucun. Chaque article se retrouve un par un.
answer-back-opened-hint = Carte « Scellé rompu »
answer-not-back = Il n’est pas revenu
answer-not-back-text = Je voulais savoir où il en est. Rien ne s’inscrit.
answer-not-back-hint = Carte « Terminé »
answer-receive-hint = Ou la carte « Recevoir »
answer-announced = C’est un colis annoncé : choisir
answer-announced-text = { $n ->
    [0] Aucun colis n’est attendu.
    [one] { $n } colis attendu. Ce numéro devient le sien.
   *[other] { $n } colis attendus. Ce numéro devient celui du colis choisi.
}
answer-announced-hint = Ou touchez-le dans la liste
answer-drop = Ce n’est pas un connaissement
answer-drop-text = La lecture est écartée. Vous scannez autre chose.
answer-drop-hint = Ou la carte « Corriger »
answer-receive-bare = Recevoir sans annonce ni numéro
answer-receive-bare-text = Apporté à la main, ou sans code à barres. L’expéditeur et le dossier viennent ensuite.
answer-receive-bare-hint = Ou la carte « Recevoir », encore une fois
answer-announced-bare = C’est un colis annoncé : choisir
answer-announced-bare-text = { $n ->
    [0] Aucun colis n’est attendu.
    [one] { $n } colis attendu. Son connaissement manque ou ne se lit pas.
   *[other] { $n } colis attendus. Son connaissement manque ou ne se lit pas.
}
answer-announced-bare-hint = Ou touchez-le dans la liste
answer-drop-bare = Quitter
answer-drop-bare-text = Rien n’est inscrit.
answer-drop-bare-hint = Ou la carte « Corriger »
station-parcel = Envoi { $no } · { $n ->
    [0] rien de sorti
    [one] { $n } article
   *[other] { $n } articles
}
station-parcel-eta = attendu le { $date }
station-cards = Cartes de commande
station-cards-note = Scannez la carte ou touchez le bouton. Rien n’est effacé : ce qui est corrigé reste inscrit.
station-counted-receive = { $n ->
    [one] article reçu
   *[other] articles reçus
}
station-counted-ship = { $n ->
    [one] article emballé
   *[other] articles emballés
}
station-counted-archive = { $n ->
    [one] article lu
   *[other] articles lus
}
station-counted-ready = { $n ->
    [one] article
   *[other] articles
}
station-more-item = Ouvrir la fiche de l’article
station-more-shipment = Ouvrir la page de l’envoi
station-more-visit = Ouvrir la séance d’accès
station-more-enter = Ouvrir une séance d’accès à deux personnes
card-RECEIVE = Recevoir
card-PUTAWAY = Ranger
card-RETRIEVE = Retirer
card-SHIP = Expédier
card-SEALINTACT = Scellé intact
card-SEALBROKEN = Scellé rompu
card-DONE = Terminé
card-MISSING = Manquant
card-EXTRA = En trop
card-DAMAGED = Endommagé
card-LINK = Étiquette externe
card-UNDOLAST = Corriger
card-REPRINT = Remplacer l’étiquette
card-HELP = Aide
card-KINDFILM = Film
card-KINDJACKET = Pochette
card-KINDFILMSET = Lot de films
card-KINDDISC = Disque
card-KINDUSB = Clé USB
card-KINDPAPER = Papier
card-KINDSLIDE = Lame
card-KINDBLOCK = Bloc
card-KINDOTHER = Autre article

## Mots du poste
station-word-ready = Prêt
station-word-help = Aide
station-word-found = Trouvé
station-word-started = Commencé
station-word-received = Reçu
station-word-extra = En trop
station-word-damaged = Endommagé
station-word-missing = Manquant
station-word-short = Incomplet
station-word-check = À vérifier
station-word-linked = Lié
station-word-undone = Corrigé
station-word-shelf = Tablette
station-word-put-away = Rangé
station-word-retrieved = Retiré
station-word-packed = Emballé
station-word-sealed = Scellé
station-word-set-down = Déposé
station-word-dispatched = Expédié
station-word-relabelled = Remplacée
station-word-confirmed = Confirmé
station-word-came-back = Revenu
station-word-seal-seen = Scellé vu
station-word-done = Terminé
station-word-refused = Refusé
station-word-unannounced = Non annoncé

## Ce que dit le poste, et sa note
station-said-welcome = Scannez un connaissement ou une étiquette
station-said-welcome-note = Le poste reconnaît nos étiquettes, celles des hôpitaux connus et les connaissements des transporteurs.
station-said-help = Voici ce que vous pouvez scanner maintenant
station-said-help-note = La consigne est écrite à côté du champ. La carte « Corriger » annule la dernière lecture; la carte « Terminé » quitte le travail sans rien perdre.
station-said-layout-right = Le lecteur écrit comme il faut
station-said-layout-right-note = La disposition de clavier du lecteur est la bonne. Continuez.
station-said-layout-wrong = La disposition de clavier du lecteur est incorrecte
station-said-layout-wrong-note = Rien n’a été inscrit. Scannez la carte « Réglage du lecteur » de son fabricant, puis la carte d’essai de nouveau.
station-said-unreadable = Code illisible
station-said-unreadable-note = Rien n’a été inscrit. Scannez de nouveau l’étiquette ou saisissez les 12 caractères.
station-said-unknown-code = Code non reconnu : { $code }
station-said-unknown-code-note = Rien n’a été inscrit. Si c’est l’étiquette d’un autre établissement sur le dernier article, scannez la carte « Étiquette externe », puis ce code.
station-said-unknown-card = Carte inconnue : { $code }
station-said-unknown-card-note = Rien n’a été inscrit. Cette carte n’est pas de cette version; imprimez une nouvelle planche de cartes.
station-said-card-not-here = Cette carte ne sert pas à cette étape
station-said-card-not-here-note = Rien n’a été inscrit. Suivez la consigne ci-dessous, ou scannez la carte « Aide ».
station-said-never-issued = Étiquette jamais imprimée ici : { $code }
station-said-never-issued-note = Rien n’a été inscrit. Prenez une étiquette de notre rouleau et prévenez la coordination.
station-said-void-label = { $code } a été remplacée. Utilisez { $other }
station-said-void-label-note = Rien n’a été inscrit. Cette étiquette est annulée depuis le { $at }. Scannez l’étiquette qui la remplace.
station-said-retired-label = { $code } n’est plus en usage
station-said-retired-label-note = Rien n’a été inscrit. Cette étiquette est annulée depuis le { $at } et aucune autre ne la remplace.
station-said-shelf-while-retrieving = Vous retirez des articles
station-said-shelf-while-retrieving-note = Rien n’a été inscrit. Scannez un article. Pour en ranger un, scannez d’abord la carte « Ranger ».
station-said-label-of-no-use = { $code } ne se scanne pas ici
station-said-label-of-no-use-note = Rien n’a été inscrit. C’est l’étiquette d’une personne, d’une clé ou d’un contenant.
station-said-unused-label = { $code } n’est apposée à aucun article
station-said-unused-label-note = Rien n’a été inscrit. Pour inscrire un article neuf, scannez d’abord le connaissement de son colis.
station-said-finish-first = Terminez d’abord le travail en cours
station-said-finish-first-note = Rien n’a été inscrit. Ce code appartient à un autre envoi. Mettez ce colis de côté, ou scannez « Terminé » si rien n’est encore reçu.
station-said-place-not-here = Un emplacement ne se scanne pas à cette étape
station-said-place-not-here-note = Rien n’a été inscrit. Suivez la consigne ci-dessous.
station-said-item-not-here = Un article ne se scanne pas à cette étape
station-said-item-not-here-note = Rien n’a été inscrit. { $item } { $code }. { $held }.
station-said-item-found = { $held }
station-said-item-found-note = { $item } { $code }
station-said-item-looked-for = { $item } { $code } : introuvable jusqu’ici
station-said-item-looked-for-note = Rien n’a été inscrit. Il n’était pas à sa place. S’il est devant vous, ouvrez sa page, puis son écart, et scannez-y son étiquette.
station-said-place-found = { $place }
station-said-place-found-note = { $count ->
    [0] Aucune barrière indépendante devant cet emplacement.
    [one] { $count } barrière indépendante devant cet emplacement.
   *[other] { $count } barrières indépendantes devant cet emplacement.
}
station-said-set-down = { $count ->
    [one] { $count } article déposé. Emplacement : { $place }
   *[other] { $count } articles déposés. Emplacement : { $place }
}
station-said-set-down-note = Ce que vous aviez entre les mains se trouve maintenant ici.
station-said-shipment-found = Envoi { $code }, déjà remis au transporteur
station-said-shipment-found-note = Destinataire : { $place }
station-said-shipment-over = L’envoi { $place } est déjà reçu
station-said-shipment-over-note = Rien n’a été inscrit. Ouvrez la page de l’envoi pour voir ses lignes.
station-said-shipment-cancelled = L’envoi { $place } est annulé et ne part pas
station-said-shipment-cancelled-note = Rien n’a été inscrit. Jetez cette feuille. Ce qui répond à la demande a sa propre feuille.
station-said-ask-waybill = Scannez le connaissement du colis
station-said-ask-waybill-note = Vérifiez d’abord l’extérieur du colis. S’il est abîmé, gardez l’emballage.
station-said-not-announced = Connaissement { $code } : aucun envoi ne l’attend
station-said-not-announced-note = Rien n’est encore inscrit. Laissez le colis fermé et répondez à la question. Il ramène un article prêté? Scannez l’étiquette de l’article.
station-said-not-announced-unlike = { $code } ne ressemble pas à un numéro de transporteur, et aucun envoi ne l’attend
station-said-not-announced-unlike-note = Rien n’est encore inscrit. Est-ce bien le connaissement? Répondez à la question.
station-said-number-of-before = { $code } a déjà servi : envoi { $place }
station-said-number-of-before-note = Rien n’est encore inscrit. Est-ce un autre colis, ou une vieille étiquette sur la boîte? Répondez à la question.
station-said-ask-which = Lequel des colis attendus est-ce?
station-said-ask-which-note = Rien n’est encore inscrit. Touchez-le dans la liste, ou saisissez son numéro d’envoi.
station-said-not-awaited = L’envoi { $place } n’est pas attendu
station-said-not-awaited-note = Rien n’a été inscrit. Choisissez un colis de la liste, ou répondez autrement.
station-said-reading-dropped = { $code } : lecture écartée
station-said-reading-dropped-note = Rien n’a été inscrit. Scannez le bon code.
station-said-no-question = Aucune question n’est posée
station-said-no-question-note = La réponse d’avant est déjà prise. Rien de plus n’a été inscrit; suivez la consigne ci-dessous.
station-said-arrived-unannounced = Envoi { $code }, non annoncé
station-said-arrived-unannounced-note = Le colis est inscrit. Dites d’abord ce que sont les articles (une carte ou un bouton), puis posez une étiquette neuve sur chacun et scannez-la.
station-said-waybill-noted = { $count ->
    [one] { $count } article à recevoir
   *[other] { $count } articles à recevoir
}
station-said-waybill-noted-note = Envoi { $code } de { $place }, arrivé sous le numéro { $other }. Posez une étiquette neuve sur chaque article et scannez-la.
station-said-kind-set = Ce qui suit : { $item }
station-said-kind-set-note = Scannez maintenant l’étiquette neuve posée sur l’article.
station-said-kind-first = Dites d’abord ce que c’est
station-said-kind-first-note = Rien n’a été inscrit. Scannez la carte de sa nature, ou touchez le bouton : film, disque, papier… Puis scannez de nouveau l’étiquette.
station-said-nothing-taken-out = Rien n’est encore sorti de ce colis
station-said-nothing-taken-out-note = Rien n’a été inscrit. Scannez ses articles avant l’emplacement; la carte « Terminé » le garde pour plus tard. Vide ou reçu par erreur? Annulez-le sur la page de l’envoi.
station-said-item-received-unannounced = { $item } { $code }
station-said-item-received-unannounced-note = Reçu. L’article est entre vos mains jusqu’à l’emplacement.
station-said-receive-done-unannounced = { $count ->
    [one] { $count } article reçu sans annonce
   *[other] { $count } articles reçus sans annonce
}
station-said-receive-done-unannounced-note = Envoi { $code }. Emplacement : { $place }. Il reste à dire qui l’a envoyé et de quel dossier il vient : page de l’envoi.
station-said-ask-sheet = Scannez la feuille de l’envoi
station-said-ask-sheet-note = Elle est imprimée à la préparation de l’envoi; son code commence par DH.
station-said-no-visit = Aucune séance d’accès n’est ouverte pour vous
station-said-no-visit-note = Rien n’a été inscrit. Ouvrez d’abord une séance d’accès avec une deuxième personne.
station-said-receive-started = { $count ->
    [one] { $count } article à recevoir
   *[other] { $count } articles à recevoir
}
station-said-receive-started-note = Envoi { $code } de { $place }. Posez une étiquette neuve sur chaque article et scannez-la.
station-said-item-received = { $item } { $code }
station-said-item-received-note = Reçu : { $done } sur { $total }. L’article est entre vos mains jusqu’à l’emplacement.
station-said-item-returned = { $item } { $code } : de retour
station-said-item-returned-note = { $total ->
    [0] L’article est entre vos mains jusqu’à l’emplacement.
   *[other] Reçu : { $done } sur { $total }. L’article est entre vos mains jusqu’à l’emplacement.
}
station-said-returned-extra = { $item } { $code } : de retour, non annoncé
station-said-returned-extra-note = Inscrit comme en trop dans ce colis. L’article garde son dossier; il est entre vos mains jusqu’à l’emplacement.
station-said-item-away = { $held }
station-said-item-away-note = { $item } { $code }. S’il est revenu : scannez d’abord le connaissement de son colis, ou la carte « Recevoir ».
station-said-return-started = { $count ->
    [one] { $count } article à retrouver
   *[other] { $count } articles à retrouver
}
station-said-return-started-note = Envoi { $code } : retour de { $place }. Scannez l’étiquette que porte chaque article.
station-said-return-noted = { $count ->
    [one] { $count } article à retrouver
   *[other] { $count } articles à retrouver
}
station-said-return-noted-note = Envoi { $code } : retour de { $place }, sous le numéro { $other }. Scannez l’étiquette que porte chaque article.
station-said-left-not-announced = { $item } { $code } n’est pas annoncé dans ce colis
station-said-left-not-announced-note = Rien n’a été inscrit. { $held }. S’il était bien dans ce colis, scannez la carte « En trop », puis son étiquette.
station-said-awaited-in-another = { $code } est attendu dans l’envoi { $place }
station-said-awaited-in-another-note = Rien n’a été inscrit. Terminez ce colis, ou quittez-le avec la carte « Terminé »; puis scannez l’article : son retour commence. Un colis inscrit pour rien s’annule sur sa page.
station-said-awaits-ours = Ce colis ramène des articles qui ont leur étiquette
station-said-awaits-ours-note = Rien n’a été inscrit. Scannez l’étiquette que porte l’article. S’il n’est pas des nôtres : la carte « En trop », puis cette étiquette neuve.
station-said-partly-back = Des articles de l’envoi { $code } sont revenus dans un autre colis
station-said-partly-back-note = Rien n’a été inscrit. Destinataire : { $place }. Il a été ouvert : ce qui est là se reçoit article par article.
station-said-found-started = { $count ->
    [one] { $count } article manque à cet envoi
   *[other] { $count } articles manquent à cet envoi
}
station-said-found-started-note = Envoi { $code } de { $place }. Sur ce qui est retrouvé : posez une étiquette neuve et scannez-la.
station-said-item-turned-up = { $item } { $code } : retrouvé
station-said-item-turned-up-note = Il manquait à l’envoi. L’écart est réglé; l’article est entre vos mains jusqu’à l’emplacement.
station-said-found-done = Déposé : { $place }
station-said-found-done-note = { $count ->
    [0] Rien ne manque plus à l’envoi { $code }.
    [one] { $count } article manque encore à l’envoi { $code }.
   *[other] { $count } articles manquent encore à l’envoi { $code }.
}
station-said-which-missing = Des articles de nature différente manquent
station-said-which-missing-note = Rien n’a été inscrit. Scannez la carte « Terminé », ouvrez l’écart de celui qui est retrouvé, puis touchez « Retrouvé ».
station-said-not-missing = Cet article ne manque plus
station-said-not-missing-note = Rien n’a été inscrit. Un collègue l’a peut-être reçu. Ouvrez la page de l’envoi, ou scannez la carte « Terminé ».
station-said-found-first = Scannez d’abord l’article retrouvé
station-said-found-first-note = Rien n’a été inscrit. La carte « Terminé » quitte cet envoi.
station-said-item-damaged = { $item } { $code }, endommagé
station-said-item-damaged-note = Inscrit comme endommagé. Prenez une photo et gardez l’emballage.
station-said-item-extra = { $item } { $code }, non annoncé
station-said-item-extra-note = Inscrit en trop. Mettez-le à part : la coordination doit dire de quel dossier il vient.
station-said-already-scanned = { $code } est déjà inscrit
station-said-already-scanned-note = Rien de plus n’a été inscrit. { $held }.
station-said-all-received = Tous les articles annoncés sont reçus
station-said-all-received-note = Rien n’a été inscrit. Si cet article est en trop, scannez la carte « En trop », puis son étiquette.
station-said-held-elsewhere = { $item } { $code } est inscrit ailleurs
station-said-held-elsewhere-note = Rien n’a été inscrit. { $held }.
station-said-read-twice = { $item } { $code } : déjà lu à l’instant
station-said-read-twice-note = Rien de plus n’a été inscrit. Continuez avec l’article suivant.
station-said-damaged-armed = Scannez l’article endommagé
station-said-damaged-armed-note = Un article à recevoir ou déjà reçu dans ce colis. La carte « Corriger » annule.
station-said-extra-armed = Scannez l’article en trop
station-said-extra-armed-note = Posez-y une étiquette neuve. La carte « Corriger » annule.
station-said-link-armed = Scannez l’étiquette de l’autre établissement
station-said-link-armed-note = Elle sera liée au dernier article reçu. La carte « Corriger » annule.
station-said-link-needs-item = Aucun article à lier
station-said-link-needs-item-note = Rien n’a été inscrit. Recevez d’abord l’article qui porte cette étiquette.
station-said-linked = { $code }, liée à l’article { $other }
station-said-linked-note = Étiquette d’un autre établissement. Elle mènera désormais à cet article. Continuez.
station-said-foreign-known = Étiquette d’un autre établissement, liée à l’article { $other }
station-said-foreign-known-note = Rien n’a été inscrit. { $held }. Scannez plutôt notre étiquette.
station-said-short = { $count ->
    [one] Il manque { $count } article
   *[other] Il manque { $count } articles
}
station-said-short-note = Scannez-le maintenant ou scannez la carte « Manquant ». Rien n’est encore déposé.
station-said-marked-missing = { $count ->
    [one] { $count } article manquant
   *[other] { $count } articles manquants
}
station-said-marked-missing-note = Inscrit. Scannez maintenant l’emplacement où vous déposez ce qui est arrivé.
station-said-seal-was-intact = Scellé de l’expéditeur intact
station-said-seal-was-intact-note = Inscrit avant l’ouverture. Ouvrez le colis et scannez le premier article.
station-said-seal-was-not-intact = Scellé de l’expéditeur rompu, absent ou autre
station-said-seal-was-not-intact-note = Inscrit, avec un écart que vous suivez. Gardez l’emballage et le scellé, photographiez-les, puis scannez ce qui est dans le colis.
station-said-seal-unsaid = Du scellé, rien de plus que ce qui était dit avant
station-said-seal-unsaid-note = La dernière réponse ne compte plus. Le registre garde la lecture et sa correction.
station-said-seal-after-opening = Le colis est déjà ouvert
station-said-seal-after-opening-note = Rien n’a été inscrit : un scellé est intact avant l’ouverture, ou personne ne l’a vu. S’il ne l’était pas, la carte « Scellé rompu » le dit encore.
station-said-nothing-missing = Rien ne manque
station-said-nothing-missing-note = Rien n’a été inscrit. Scannez l’emplacement pour terminer.
station-said-receive-done = Envoi { $code } reçu, complet
station-said-receive-done-note = Reçu : { $done } sur { $total }. Emplacement : { $place }
station-said-receive-done-exceptions = { $count ->
    [one] Envoi { $code } reçu avec { $count } écart
   *[other] Envoi { $code } reçu avec { $count } écarts
}
station-said-receive-done-exceptions-note = Reçu : { $done } sur { $total }. Emplacement : { $place }. Prévenez la coordination.
station-said-not-a-resting-place = On ne dépose rien ici : { $place }
station-said-not-a-resting-place-note = Rien n’a été inscrit. Scannez une tablette, le quai ou une table de travail.
station-said-archive-needs-visit = Les archives s’ouvrent à deux personnes
station-said-archive-needs-visit-note = Rien n’a été inscrit. Ce qui est sous double verrou ne bouge et ne change d’étiquette que pendant une séance d’accès.
station-said-place-first = Scannez d’abord l’emplacement
station-said-place-first-note = Rien n’a été perdu. Les articles reçus attendent leur emplacement.
station-said-job-left = Travail quitté
station-said-job-left-note = Tout ce qui était inscrit le reste.
station-said-not-seen = « Corriger » reprendrait { $code }, que cet écran ne montrait pas
station-said-not-seen-note = Rien n’est repris encore. Scannez de nouveau « Corriger » pour le faire.
station-said-not-seen-other = « Corriger » reprendrait ce que cet écran ne montrait pas
station-said-not-seen-other-note = Rien n’est repris encore. Regardez où en est le travail, puis scannez de nouveau « Corriger ».
station-stands-ready = En attente d’une lecture
station-stands-ask = En attente d’une réponse
station-stands-receive = Réception en cours, rien n’est perdu
station-stands-archive = Séance d’accès en cours, rien n’est perdu
station-stands-ship = Emballage en cours, rien n’est perdu
station-last-at = Dernière lecture à { $at }
station-last = Dernière lecture à { $at } : { $what }
station-said-nothing-to-undo = Rien à corriger
station-said-nothing-to-undo-note = Aucune lecture de ce travail ne peut être annulée.
station-said-undone = Dernière lecture annulée
station-said-undone-note = Le registre garde la lecture et sa correction.
station-said-move-undone = { $code } est de nouveau où il était
station-said-move-undone-note = Le registre garde la lecture et sa correction.
station-said-packing-undone = { $code } est sorti du colis
station-said-packing-undone-note = Il est de nouveau où il était avant, ou entre vos mains s’il était venu dans ce colis.
station-said-nothing-inside = Rien n’est dans ce colis
station-said-nothing-inside-note = Rien n’a été inscrit. Un colis vide ne part pas : annulez l’envoi sur sa page, ou scannez ce qui est retrouvé.
station-said-reception-undone = Réception de { $code } annulée
station-said-reception-undone-note = L’article n’est plus reçu. Le registre garde la lecture et sa correction.
station-said-damage-undone = { $code } compte de nouveau comme avant
station-said-damage-undone-note = Il n’est plus inscrit comme endommagé. Le registre garde la lecture et sa correction.
station-said-missing-undone = { $count ->
    [one] { $count } article est attendu de nouveau
   *[other] { $count } articles sont attendus de nouveau
}
station-said-missing-undone-note = Rien n’est plus déclaré manquant dans ce colis. Continuez à scanner.
station-said-number-restored = Ce n’était pas l’envoi { $place }
station-said-number-restored-note = Il reprend le numéro { $code }. Scannez de nouveau le colis que vous avez entre les mains.
station-said-archive-started = Lectures aux archives
station-said-archive-started-note = La séance d’accès est ouverte à deux personnes.
station-said-retrieve-mode = Retrait
station-said-retrieve-mode-note = Chaque article scanné passe entre vos mains.
station-said-put-away-mode = Rangement
station-said-put-away-mode-note = Scannez une tablette, puis ses articles.
station-said-shelf-set = { $place }
station-said-shelf-set-note = { $count ->
    [one] { $count } barrière indépendante. Scannez les articles à y ranger.
   *[other] { $count } barrières indépendantes. Scannez les articles à y ranger.
}
station-said-shelf-first = Scannez d’abord une tablette
station-said-shelf-first-note = Rien n’a été inscrit. L’article attend.
station-said-not-this-archive = Autres archives : { $place }
station-said-not-this-archive-note = Rien n’a été inscrit. Cette séance d’accès n’ouvre pas cet emplacement.
station-said-barriers-too-few = { $count ->
    [0] { $place } n’a aucune barrière indépendante
    [one] { $place } n’a qu’une barrière indépendante
   *[other] { $place } a { $count } barrières, mais pas indépendantes
}
station-said-barriers-too-few-note = Rien n’a été inscrit. Les archives demandent deux barrières. Choisissez une armoire fermée à clé.
station-said-visit-expired = Temps écoulé
station-said-visit-expired-note = Aucune autre lecture n’est acceptée. Rendez les deux clés et faites le rapprochement.
station-said-already-there = { $item } { $code } est déjà ici
station-said-already-there-note = Rien de plus n’a été inscrit. { $held }.
station-said-unidentified = { $item } { $code } : dossier inconnu
station-said-unidentified-note = Rien n’a été inscrit. La coordination doit dire de quel dossier il vient avant qu’il aille aux archives.
station-said-item-put-away = { $item } { $code }
station-said-item-put-away-note = Emplacement : { $place }. Inscrit au nom des deux personnes.
station-said-item-put-away-unplanned = { $item } { $code }, non prévu
station-said-item-put-away-unplanned-note = Emplacement : { $place }. Il n’était pas prévu : la séance se ferme avec un écart, sauf si vous le reprenez (« Corriger »).
station-said-item-retrieved-unplanned = { $item } { $code }, non prévu
station-said-item-retrieved-unplanned-note = Retiré de : { $place }. Il n’était pas prévu : la séance se ferme avec un écart, sauf si vous le remettez (« Corriger »).
station-said-item-retrieved = { $item } { $code }
station-said-item-retrieved-note = Retiré de { $place }. L’article est maintenant entre vos mains.
station-said-ship-started = { $count ->
    [one] { $count } article à emballer
   *[other] { $count } articles à emballer
}
station-said-ship-started-note = Envoi { $code }. Destinataire : { $place }
station-said-ship-packed = Tout est emballé; il reste le scellé
station-said-ship-packed-note = Envoi { $code }. Destinataire : { $place }
station-said-ship-sealed = Colis scellé, en attente du connaissement
station-said-ship-sealed-note = Envoi { $code }. Destinataire : { $place }
station-said-ship-outgrown = La copie sur un disque de cet envoi n’est plus à jour
station-said-ship-outgrown-note = Le dossier a changé, ou une autre copie l’a remplacée. Envoi { $code }. Destinataire : { $place }
station-said-dispatched-outgrown = { $code }
station-said-dispatched-outgrown-note = Envoi { $place }, remis au transporteur. La copie sur un disque n’était plus à jour : le registre des communications le dit. Avisez la personne responsable de la protection des renseignements personnels.
station-said-item-packed = { $item } { $code }
station-said-item-packed-note = Emballé : { $done } sur { $total }.
station-said-not-in-list = { $item } { $code } n’est pas de cet envoi
station-said-not-in-list-note = Rien n’a été inscrit. Sortez-le du colis. { $held }.
station-said-not-all-packed = { $count ->
    [one] Il manque { $count } article dans le colis
   *[other] Il manque { $count } articles dans le colis
}
station-said-not-all-packed-note = Rien n’a été inscrit. Scannez tous les articles avant le scellé.
station-said-seal-broken = Scellé { $code } retiré
station-said-seal-broken-note = Le colis est ouvert et ce scellé ne sert plus. Sortez ce qui n’y va pas avec « Corriger », ou scellez de nouveau avec un scellé neuf.
station-said-already-sealed = Le colis est déjà scellé
station-said-already-sealed-note = Rien n’a été inscrit. Il ne reste que le connaissement à scanner. Pour rouvrir le colis, scannez la carte « Corriger ».
station-said-seal-used = Ce scellé a déjà servi
station-said-seal-used-note = Rien n’a été inscrit. Il est sur l’envoi { $place }. Un scellé ne s’appose qu’une fois.
station-said-sealed = Scellé { $code }
station-said-sealed-note = Le contenu ne change plus. Scannez maintenant le connaissement.
station-said-seal-first = Scellez d’abord le colis
station-said-seal-first-note = Rien n’a été inscrit. Apposez un scellé et scannez-le, puis le connaissement.
station-said-not-a-waybill = Ce code n’est pas un numéro de repérage : { $code }
station-said-not-a-waybill-note = Rien n’a été inscrit. Scannez le code à barres du connaissement.
station-said-waybill-unlike = { $code } ne ressemble pas à un numéro de transporteur
station-said-waybill-unlike-note = Rien n’a été inscrit. Si c’est bien le connaissement, scannez-le encore une fois; sinon, scannez le bon code.
station-said-waybill-of-before = { $code } est le numéro de l’envoi { $place }, déjà terminé
station-said-waybill-of-before-note = Rien n’a été inscrit. Ancienne étiquette sur la boîte? Scannez le nouveau connaissement. Si c’est bien le bon, scannez-le encore une fois.
station-said-waybill-came-back = L’envoi est revenu sous ce numéro, { $code }
station-said-waybill-came-back-note = Rien n’a été inscrit. Posez un nouveau connaissement et scannez-le. S’il repart bien sous ce numéro, scannez-le encore une fois.
station-said-waybill-differs = Ce n’est pas le connaissement prévu
station-said-waybill-differs-note = Rien n’a été inscrit. L’envoi a été préparé avec le numéro { $other }.
station-said-waybill-used = Ce numéro appartient à l’envoi { $place }
station-said-waybill-used-note = Rien n’a été inscrit. Vérifiez le connaissement.
station-said-dispatched = { $code }
station-said-dispatched-note = Envoi { $place }, remis au transporteur. La réception reste à confirmer par le destinataire.
station-said-rule-refused = Rien n’a été inscrit
station-said-rule-refused-note = Une autre personne a été plus rapide, ou l’état a changé. Vérifiez l’article et scannez de nouveau.
station-said-ask-worn = Scannez l’étiquette usée
station-said-ask-worn-note = La carte « Terminé » annule.
station-said-ask-new = { $item } { $code }
station-said-ask-new-note = Posez une étiquette neuve de notre rouleau et scannez-la. L’ancienne sera annulée.
station-said-relabelled = { $code } remplace { $other }
station-said-relabelled-note = L’ancienne étiquette ne sert plus; elle mène encore à l’article.
station-said-receipt-confirmed = { $place } a reçu l’envoi { $code }
station-said-receipt-confirmed-note = Réception confirmée. Classez l’accusé de réception signé.
station-said-receipt-already-confirmed = La réception de l’envoi { $code } est déjà confirmée
station-said-receipt-already-confirmed-note = Rien de plus n’a été inscrit. Destinataire : { $place }. Le colis est devant vous? Page de l’envoi : « Confirmé par erreur ».
station-said-slip-too-early = L’envoi { $code } n’est pas parti
station-said-slip-too-early-note = Rien n’a été inscrit. C’est l’accusé de réception que le destinataire signe : mettez-le dans le colis.
station-said-slip-of-one-that-came-back = L’envoi { $code } est revenu
station-said-slip-of-one-that-came-back-note = Rien n’a été inscrit. Cet accusé de réception est d’avant son retour. Montrez-le à la personne responsable de l’envoi.
station-said-ask-came-back = L’envoi { $code } est confié au transporteur
station-said-ask-came-back-note = Destinataire : { $place }. Regardez le scellé avant d’ouvrir quoi que ce soit.
station-said-came-back = L’envoi { $code } est revenu, scellé
station-said-came-back-note = Inscrit : tout y est. Pour le renvoyer, posez un nouveau connaissement et scannez-le. Pour l’ouvrir : la carte « Corriger ».
station-said-came-back-opened = { $count ->
    [one] { $count } article à retrouver dans l’envoi { $code }
   *[other] { $count } articles à retrouver dans l’envoi { $code }
}
station-said-came-back-opened-note = Inscrit, avec un écart sur le scellé. Gardez l’emballage et le scellé. Scannez chaque article du colis; s’il en manque, la carte « Manquant ».
station-said-item-found-inside = { $item } { $code }
station-said-item-found-inside-note = { $count ->
    [0] Il y est. Tout est retrouvé.
    [one] Il y est. Encore { $count } article à retrouver.
   *[other] Il y est. Encore { $count } articles à retrouver.
}
station-said-marked-not-back = { $count ->
    [one] { $count } article manquant
   *[other] { $count } articles manquants
}
station-said-marked-not-back-note = Inscrit : un écart est ouvert pour chacun. Retrouvé : scannez-le ici; plus tard, ouvrez son écart.

## Consignes
station-next-anything = Scannez un connaissement, une étiquette ou une carte
station-next-anything-help = Une étiquette seule dit où se trouve l’article.
station-next-answer = Qu’avez-vous entre les mains?
station-next-answer-help = 1, 2 ou 3 puis Entrée, une carte, ou le doigt. Rien ne se choisit tout seul.
station-next-seal-verdict = Le colis est-il revenu?
station-next-seal-verdict-help = 1, 2 ou 3 puis Entrée, une carte, ou le doigt.
station-next-item-inside = Scannez un article du colis
station-next-item-inside-help = Ce qui n’y est pas : la carte « Manquant ».
station-next-waybill-or-answer = Scannez le connaissement du colis
station-next-waybill-or-answer-help = Il n’en a pas? 1, 2 ou 3 puis Entrée, ou touchez la réponse.
station-next-announced-parcel = Choisissez le colis annoncé
station-next-announced-parcel-help = Touchez-le dans la liste, ou saisissez son numéro d’envoi.
station-next-kind = Dites ce que sont les articles
station-next-kind-help = Carte ou bouton : film, disque, papier… Valable jusqu’à la prochaine carte.
station-next-first-item = Scannez le premier article
station-next-first-item-help = Étiquette neuve, collée et lue.
station-next-item-or-place = Scannez l’article suivant, ou l’emplacement
station-next-item-or-place-help = L’emplacement une fois le colis vide.
station-next-worn-label = Scannez l’étiquette usée
station-next-worn-label-help = Ou saisissez ses 12 caractères.
station-next-new-label = Scannez l’étiquette neuve
station-next-new-label-help = Prise sur notre rouleau, posée sur l’article.
station-next-next-item = Scannez l’article suivant
station-next-next-item-help = Étiquette neuve, collée et lue. Ensuite, l’emplacement.
station-next-returned-item = Scannez l’étiquette de l’article revenu
station-next-returned-item-help = Celle qu’il porte déjà. Puis l’emplacement.
station-next-found-item = Scannez l’article retrouvé
station-next-found-item-help = Étiquette neuve, collée et lue. Ensuite, l’emplacement.
station-in-hands = { $n ->
    [one] { $n } article est entre vos mains : pour le déposer, scannez l’emplacement.
   *[other] { $n } articles sont entre vos mains : pour les déposer, scannez l’emplacement.
}
station-next-damaged-item = Scannez l’article endommagé
station-next-damaged-item-help = Puis prenez une photo.
station-next-extra-item = Scannez l’article en trop
station-next-extra-item-help = Avec une étiquette neuve.
station-next-foreign-label = Scannez l’étiquette de l’autre établissement
station-next-foreign-label-help = Elle sera liée au dernier article.
station-next-place = Scannez l’emplacement
station-next-place-help = Le quai ou la table où vous déposez le tout.
station-next-short-or-missing = Scannez ce qui manque, ou la carte « Manquant »
station-next-short-or-missing-help = Regardez encore dans le colis et l’emballage.
station-next-shelf = Scannez une tablette
station-next-shelf-help = Derrière deux barrières indépendantes.
station-next-item-for-shelf = Scannez un article pour cette tablette
station-next-item-for-shelf-help = Une autre tablette change l’emplacement.
station-next-item-to-retrieve = Scannez un article à retirer
station-next-item-to-retrieve-help = Il passe entre vos mains.
station-next-item-to-pack = Scannez un article à emballer
station-next-item-to-pack-help = Seuls les articles de la liste sont acceptés.
station-next-seal = Scannez un scellé
station-next-seal-help = Fermez le colis d’abord.
station-next-waybill = Scannez le connaissement
station-next-waybill-help = Le colis part avec le transporteur.
station-next-hold = Ne remettez pas encore ce colis
station-next-hold-help = La copie sur ce disque n’est plus à jour. Voyez la personne responsable de la protection des renseignements personnels avant que le colis parte.
station-next-set-aside = N’emballez pas ce disque
station-next-set-aside-help = La copie sur ce disque n’est plus à jour. Voyez la personne responsable de la protection des renseignements personnels.
station-next-take-out = Sortez le disque du colis, carte « Corriger »
station-next-take-out-help = La copie sur ce disque n’est plus à jour. Voyez la personne responsable de la protection des renseignements personnels.
station-question-left = Le numéro { $code } reste sans réponse : rien n’en a été inscrit.
station-unread = { $unread ->
    [one] { $unread } code lu ensuite n’a pas été pris : scannez-le de nouveau.
   *[other] { $unread } codes lus ensuite n’ont pas été pris : scannez-les de nouveau.
}

## Articles
items-title = Articles
items-heading = Articles
items-facts = Scannez une étiquette, la nôtre ou celle d’un autre établissement, pour savoir où est un article.
items-labels = Étiquettes
items-station = Ouvrir le poste
items-views = Où sont les articles
items-view-all = Tous
items-view-hands = En main
items-view-to-put-away = À ranger
items-view-under-way = En transit
items-view-unidentified = À identifier
items-view-looked-for = Introuvables
items-list = Liste des articles
items-filter-form = Filtrer les articles
items-filter-case = Dossier ou étiquette
items-filter-any-kind = Toutes
items-filter-since = Pas vus depuis
items-filter-any-time = Peu importe
items-since-1 = Plus d’un jour
items-since-7 = Plus de 7 jours
items-since-30 = Plus de 30 jours
items-since-90 = Plus de 90 jours
items-filter = Filtrer
items-filters = Filtres :
items-filters-clear = Tout retirer
items-in-place = Dans { $name }
items-total = { $n ->
    [0] Aucun article
    [one] { $n } article
   *[other] { $n } articles
}
items-total-more = Plus de { $n } articles
items-page-oldest = { $n ->
    [one] { $n } article sur cette page, du plus anciennement vu au dernier
   *[other] { $n } articles sur cette page, des plus anciennement vus aux derniers
}
items-none-so = Aucun article ne répond à ces filtres
items-none-so-text = Retirez-en un, ou tous.
items-none-here = Rien ici
items-none-here-text = Tous les articles sont dans une autre vue.
items-case-unread = Ce n’est ni un numéro de dossier (2026-0421) ni une étiquette. Pour chercher une personne, utilisez le champ du haut.
items-case-unknown = Ce dossier n’existe pas. Vérifiez le numéro.
items-page = { $n ->
    [one] { $n } article sur cette page, du dernier vu au plus ancien
   *[other] { $n } articles sur cette page, des derniers vus aux plus anciens
}
items-page-empty = Les articles qui restaient ont été vus depuis : ils sont au début de la liste.
items-none = Aucun article
items-none-text = Les articles apparaissent ici dès leur réception au poste de scan.
col-item = Article
col-case = Dossier
col-where = Où
col-seen = Vu
item-title = Article
tag-archive = Sous double verrou
tag-location = Hors des archives
tag-person = Entre des mains connues
tag-parcel = Emballé
tag-carrier = Confié au transporteur
tag-recipient = Remis au destinataire
tag-requester = Remis en mains propres
tag-destroyed = Détruit
tag-withdrawn = Inscription retirée
item-unidentified = À identifier
item-unidentified-title = Personne n’a dit de quel dossier vient cet article
item-unidentified-text = Il n’est d’aucun dossier et n’entre pas aux archives. Gardez-le à part : la coordination dit d’où il vient.
item-looked-for-title = Cet article n’a pas été trouvé à sa place
item-looked-for-text = S’il est devant vous, ouvrez l’écart et scannez-y son étiquette.
item-whose = Dire son dossier
item-whose-correct = Corriger son dossier
item-owner = Propriétaire : { $who }
item-case = Dossier { $no }
item-label = Imprimer l’étiquette
item-timeline = Parcours
item-proven = { $n ->
    [one] { $n } preuve sur { $of }
   *[other] { $n } preuves sur { $of }
}
item-where = Où est-il?
item-barriers = { $n ->
    [0] Aucune barrière indépendante.
    [one] { $n } barrière indépendante.
   *[other] { $n } barrières indépendantes.
}
item-last-seen = Vu la dernière fois le { $at }.
item-facts = Fiche
item-kind = Nature
item-condition = État
item-external = Étiquettes d’autres établissements
item-external-none = Aucune
barrier-door_lock = Serrure de porte
barrier-cabinet_lock = Serrure d’armoire
barrier-safe_lock = Serrure de coffre-fort
barrier-badge_reader = Lecteur de cartes d’accès
event-registered = Inscrit et étiqueté
event-received = Reçu à l’unité
event-set_down = Déposé
event-put_away = Rangé aux archives
event-retrieved = Retiré des archives
event-packed = Emballé
event-dispatched = Remis au transporteur
event-came_back = Revenu sans être remis
event-returned = Revenu dans un colis
event-receipt_confirmed = Réception confirmée par le destinataire
event-handed_over = Remis en mains propres
event-destroyed = Détruit
event-condition_reported = État constaté
event-external_id_linked = Étiquette d’un autre établissement liée
event-relabelled = Étiquette remplacée
event-found = Retrouvé
event-identified = Dossier de l’article dit
event-described = Décrit
event-corrected = Lecture corrigée
event-parcel = Voir l’envoi
event-visit = Voir la séance
held-carrier-unsaid = Confié à un transporteur que personne n’a nommé
event-by = Par { $who }
event-by-two = Par { $who }, avec { $with }
event-condition = État : { $what }
event-was-corrected = Corrigé par une inscription ultérieure
event-proof = Preuve de l’inscription nᵒ { $n }
proof-fingerprint = Empreinte
proof-path = Chemin
proof-path-text = { $n ->
    [one] { $n } empreinte jusqu’au point de contrôle de { $size } inscriptions
   *[other] { $n } empreintes jusqu’au point de contrôle de { $size } inscriptions
}
proof-signed = Point de contrôle signé le
proof-note = Cette preuve se vérifie sans le serveur, avec le programme doublelock-verify.
proof-not-yet = Le prochain point de contrôle signé couvrira cette inscription.

## Envois
shipments-title = Envois
shipments-heading = Envois
shipments-views = Vues de la liste
shipment-view-expected = Attendus
shipment-view-to-send = À expédier
shipment-view-under-way = En route
shipment-view-unbalanced = Avec écarts
shipments-total = { $n ->
    [0] Aucun envoi
    [one] { $n } envoi
   *[other] { $n } envois
}
shipments-extra = { $n } en trop
shipments-total-more = Plus de { $n } envois
shipments-page = { $n ->
    [one] { $n } envoi sur cette page
   *[other] { $n } envois sur cette page
}
shipments-page-empty = Les envois qui restaient sont ailleurs maintenant : revenez au début de la liste.
shipment-view-all = Tous
shipments-list = Liste des envois
shipment-prepare = Préparer un envoi
shipment-announce = Annoncer un colis
shipment-receive = Recevoir un colis
shipments-none = Aucun envoi dans cette vue
shipments-none-text = Un colis annoncé apparaît ici jusqu’à sa réception; un envoi préparé, jusqu’à sa remise au transporteur.
col-shipment = Envoi
col-party = De ou pour
shipment-late = En retard
shipment-sender-unsaid = Expéditeur à préciser
shipment-carrier-unsaid = À préciser
shipment-direction-inbound = Arrivée
shipment-direction-outbound = Départ
shipment-direction-return = Retour
shipment-state-announced = Annoncé
shipment-state-arrived = Reçu sans annonce, à vider
shipment-state-received = Reçu
shipment-state-received_with_exceptions = Reçu avec écarts
shipment-state-begun = Réception commencée
shipment-state-settled = Reçu, écarts réglés
shipment-state-draft = À emballer
shipment-state-sealed = Scellé
shipment-state-in_transit = En transit
shipment-state-receipt_confirmed = Réception confirmée
shipment-state-came_back = Revenu
shipment-state-outgrown = Copie périmée
shipment-state-cancelled = Annulé
shipment-title = Envoi
shipment-heading = Envoi { $no }
shipment-heading-exceptions = { $n ->
    [one] Envoi { $no }, reçu avec { $n } écart
   *[other] Envoi { $no }, reçu avec { $n } écarts
}
shipment-confirm = Inscrire la réception confirmée
shipment-prepared = Envoi préparé. Imprimez sa feuille et l’accusé de réception, puis emballez au poste de scan.
shipment-announced-notice = Colis annoncé. Il est attendu au quai.
shipment-confirmed-notice = Réception confirmée par le destinataire, inscrite.
shipment-corrected-notice = Corrigé. Le journal garde ce qui était inscrit avant.
shipment-changed-notice = Cet envoi a changé entre-temps. Rien n’a été inscrit.
shipment-cancelled-notice = Envoi annulé.
shipment-cancelled-title = Annulé
shipment-correct = Corriger ou annuler
shipment-correct-only = Corriger
correct-title = Corriger
correct-heading = Corriger l’envoi { $no }
correct-facts = Le journal garde ce qui était inscrit avant.
correct-announcement = Ce qui a été annoncé
correct-arrival = Qui l’a envoyé
correct-departure = Ce qui part
correct-waybill = Numéro sous lequel il est parti
correct-contents-stay = Le contenu ne change plus : sa réception est commencée. Ce qui manque se déclare au poste.
correct-contents-return = Ce colis ramène ce qui est parti : son contenu est connu. Ce qui manque se déclare au poste.
correct-waybill-return = Vide tant que l’expéditeur ne l’a pas donné. Au poste, le numéro lu sur le colis le devient.
correct-now = Ce qui est inscrit maintenant
correct-save = Corriger
correct-cancel = Annuler l’envoi
correct-cancel-text = Annoncé ou préparé par erreur, ne vient pas, ou est revenu sans être remis. Il ne contient rien.
correct-why = Pourquoi
correct-cancel-do = Annuler cet envoi
shipment-outgrown-title = La copie sur un disque de cet envoi n’est plus à jour
shipment-outgrown-text = Le dossier a changé depuis, ou une autre copie l’a remplacée. Voyez la personne responsable de la protection des renseignements personnels : elle dit si ce disque part.
shipment-late-title = En retard depuis le { $at }
shipment-late-text = Appelez le transporteur. Numéro de repérage : { $no }.
shipment-unannounced-title = Personne n’avait annoncé ce colis
shipment-unannounced-receiving = Il est inscrit. Videz-le au poste de scan, puis dites ici qui l’a envoyé et de quel dossier il vient.
shipment-unannounced-text = Ses articles ne vont pas aux archives avant que l’on sache de quel dossier ils viennent.
shipment-unannounced-sender = On sait de quel dossier il vient. Il reste à dire qui l’a envoyé.
shipment-name-sender = Dire qui l’a envoyé
shipment-name-case = Dire de quel dossier il vient
shipment-case-elsewhere = La coordination dit de quel dossier il vient.
shipment-way = Trajet
shipment-step-announced = Annoncé
shipment-step-arrived = Arrivé sans annonce
shipment-step-expected = Attendu au quai
shipment-step-begun = Réception commencée, à finir au poste de scan
shipment-step-received = Reçu, complet
shipment-step-received-exceptions = Reçu avec écarts
shipment-step-settled = Reçu, écarts réglés
shipment-step-prepared = Préparé
shipment-step-sealed = Emballé et scellé
shipment-step-dispatched = Remis au transporteur
shipment-step-confirmed = Réception confirmée
shipment-step-cancelled = Envoi annulé
shipment-lines = Articles de l’envoi
shipment-exceptions-card = Écarts
shipment-exceptions-settled = Tous réglés
shipment-exceptions = { $n ->
    [one] { $n } écart
   *[other] { $n } écarts
}
col-outcome = Issue
col-noted = Constat
shipment-in-archive-title = Des articles de cet envoi reposent aux archives
shipment-in-archive-text = Deux personnes les en sortent; ensuite, l’emballage se fait au poste.
shipment-prepare-visit = Préparer la séance d’accès
shipment-sum = Le compte
shipment-first-due = le premier est dû le { $at }
shipment-story = Chronologie
shipment-story-articles = { $n ->
    [one] { $what } : { $n } article
   *[other] { $what } : { $n } articles
}
shipment-story-times = { $what } : { $n } fois
tally-announced = { $n ->
    [one] annoncé
   *[other] annoncés
}
tally-prepared = { $n ->
    [one] prévu
   *[other] prévus
}
tally-equals = égale
tally-received = { $n ->
    [one] reçu
   *[other] reçus
}
tally-packed = { $n ->
    [one] emballé
   *[other] emballés
}
tally-damaged = { $n ->
    [one] endommagé
   *[other] endommagés
}
tally-missing = { $n ->
    [one] manquant
   *[other] manquants
}
tally-expected = { $n ->
    [one] attendu
   *[other] attendus
}
tally-to-pack = à emballer
tally-to-find = à retrouver
tally-extra = en trop
shipment-sheet = Feuille de l’envoi
shipment-sheet-note = Scannez ce code au poste : l’emballage commence, ou reprend.
shipment-sheet-print = Imprimer l’étiquette de la feuille
shipment-carrier = Transporteur
shipment-carrier-name = Transporteur
shipment-waybill = Numéro de repérage
shipment-seal = Scellé
shipment-address = Adresse
shipment-eta = Arrivée prévue
shipment-back-by = Retour attendu
shipment-inspected = Scellé à l’arrivée
shipment-inspected-intact = Intact
shipment-inspected-not_intact = Rompu, absent ou autre
shipment-brought-back = Revient dans l’envoi
shipment-brings-back = Ramène ce qui est parti dans l’envoi
shipment-leg-eta = attendu le { $on }
shipment-story-return = Retour annoncé
manifest-title = Manifeste du jour
manifest-heading = Manifeste du { $on }
manifest-facts = À imprimer et à faire signer par le chauffeur : il ne nomme aucun destinataire.
manifest-before = Veille
manifest-after = Lendemain
manifest-count = { $n ->
    [one] { $n } colis
   *[other] { $n } colis
}
manifest-list = Colis de { $carrier }
manifest-no-carrier = Transporteur effacé avec le dossier
manifest-handed-over = Remis au chauffeur
manifest-waits = Scellé, attend le chauffeur
manifest-driver = Nom et signature du chauffeur
manifest-when = Date et heure
manifest-none = Aucun colis remis ce jour-là
manifest-none-text = Un colis figure ici dès qu’il est scellé, puis le jour où il est remis au transporteur.
manifest-to-send = Envois à faire partir
manifest-left-out = Ce jour a plus de 500 colis
manifest-left-out-text = Les premiers seuls figurent ici. Les autres se trouvent dans la liste des envois.
shipment-created-by = Inscrit par
shipment-closed-by = Traité par
shipment-none-yet = Pas encore
announce-title = Annoncer un colis
announce-facts = Ce qui est annoncé ici n’aura plus à être saisi au quai.
announce-card = Le colis
announce-case = Numéro du dossier
announce-sender = Expéditeur
parcel-missing-sender = Saisissez l’expéditeur.
parcel-missing-carrier = Saisissez le transporteur.
parcel-missing-waybill = Saisissez le numéro de repérage.
parcel-missing-eta = Saisissez le jour où le colis est attendu.
parcel-missing-recipient = Saisissez le destinataire.
parcel-missing-address = Saisissez l’adresse.
parcel-missing-why = Dites pourquoi.
announce-carrier = Transporteur
announce-waybill = Numéro de repérage
announce-waybill-help = Celui du connaissement. Il se scanne aussi.
arrival-sender = Expéditeur
arrival-sender-help = Écrit sur le colis, ou dit par le livreur.
arrival-carrier-help = L’entreprise, ou la personne qui l’a apporté.
arrival-waybill-help = S’il en porte un.
announce-eta = Arrivée prévue
announce-eta-help = AAAA-MM-JJ
announce-contents = Contenu annoncé
announce-contents-help = Combien d’articles de chaque nature? Laissez vide ce qui n’y est pas.
announce-save = Annoncer le colis
announce-no-such-case = Ce dossier n’existe pas ou ne vous est pas ouvert. Vérifiez le numéro.
announce-nothing = Indiquez au moins un article.
prepare-title = Préparer un envoi
prepare-facts = Choisissez les articles, puis le destinataire. L’emballage se fait au poste de scan.
gather-add = Ajouter par lecture
gather-scan = Scannez un film, une pochette, un emplacement, ou tapez un numéro de dossier
gather-scan-add = Ajouter
gather-scan-help = Un emplacement ou un dossier montre sa liste; rien ne s’ajoute en bloc sans votre accord. La carte « Corriger » retire le dernier.
gather-chosen = Choisis
gather-chosen-none = Rien n’est choisi encore.
gather-in = Ajouter
gather-out = Retirer
gather-all = { $n ->
    [one] Ajouter celui-ci
   *[other] Ajouter ces { $n } articles
}
prepare-clear = Montrer ce qui est hors des archives
prepare-offered = Hors des archives et entre vos mains
prepare-offered-of = Ce qui peut partir
gather-rest = { $n ->
    [one] { $n } autre article n’est pas montré : scannez-le, ou donnez son dossier ou son emplacement.
   *[other] { $n } autres articles ne sont pas montrés : scannez-les, ou donnez un dossier ou un emplacement.
}
gather-none-of = Rien d’autre à choisir ici.
gather-read-added = Ajouté : { $code }, { $what }
gather-read-added-promised = Ajouté : { $code }, { $what }. L’envoi { $no } l’attend pourtant
gather-read-already = { $code } est déjà choisi
gather-read-taken-out = Retiré : { $code }
gather-read-refused = Pas ajouté : { $code }. { $why }
gather-read-refused-whole = Pas ajouté. { $why }
gather-read-parcel = { $no } est un envoi. Scannez ses articles, un par un
gather-read-dropped = Retiré de la liste. { $why }
gather-lost = Connexion perdue : ce qui est dans le champ n’est pas ajouté. Appuyez de nouveau sur « Ajouter ».
gather-read-full = Pas ajouté : { $n } articles sont choisis, c’est le plus possible
gather-read-unknown = Code non reconnu : { $code }
gather-read-unreadable = Cette lecture ne dit rien ici. Scannez un article, un emplacement ou un dossier.
gather-read-other-case = Pas ajouté : { $code } est d’un autre dossier, et un envoi ne contient jamais des articles de deux dossiers.
parcel-missing-items = Choisissez au moins un article.
prepare-to = Destinataire
prepare-recipient = Nom du destinataire
prepare-back-by = Retour attendu le
prepare-back-by-help = Aaaa-mm-jj, pour un prêt. Vide si rien ne revient. Le colis de retour est annoncé au départ, avec son contenu.
prepare-address = Adresse
prepare-save = Préparer l’envoi
prepare-none = Rien n’est hors des archives
prepare-none-text = Tapez un numéro de dossier pour choisir parmi ce qui y est rangé : une séance d’accès à deux personnes l’en sort avant l’emballage.

## Archives
archive-title = Archives
archive-heading = Archives sous double verrou
archive-facts = Deux personnes, deux barrières indépendantes, un motif, une fin.
archive-place-labels = Étiquettes d’emplacement
archive-visits = Séances d’accès
archive-no-visits = Aucune séance d’accès
archive-no-visits-text = Chaque entrée aux archives sera inscrite ici, avec les deux personnes et le motif.
archive-waiting = À ranger
archive-hands = En main
archive-hands-none = Personne n’a d’article en main.
archive-hands-since = depuis { $at }
archive-hands-text = Pour déposer ce qu’on a en main, scanner l’emplacement au poste.
archive-waiting-n = { $n ->
    [0] Rien n’attend hors des archives.
    [one] { $n } article attend hors des archives.
   *[other] { $n } articles attendent hors des archives.
}
archive-places = Emplacements
places-none = Aucun emplacement
places-none-text = Les emplacements du centre sont inscrits à la mise en service.
col-visit = Séance d’accès
col-people = Personnes
col-from = Depuis
col-place = Emplacement
col-label = Étiquette
col-barriers = Barrières
place-archive = Archives, double verrou
place-too-few = Moins de deux barrières
place-working = Hors des archives
location-kind-site = Site
location-kind-room = Local
location-kind-cage = Cage
location-kind-cabinet = Armoire
location-kind-safe = Coffre-fort
location-kind-shelf = Tablette
location-kind-shelf_slot = Case
location-kind-dock = Quai de réception
location-kind-bench = Table de travail
location-kind-quarantine = Quarantaine
visit-state-open = Ouverte
visit-state-expired = Temps écoulé
visit-state-closed = Fermée
visit-state-closed_with_discrepancy = Fermée avec écart
visit-purpose-put_away = Ranger des articles
visit-purpose-retrieve = Retirer des articles
visit-open = Ouvrir une séance d’accès
visit-open-title = Ouvrir une séance d’accès
visit-open-facts = Chaque personne saisit son propre mot de passe. La séance dure 30 minutes.
visit-first = Première personne, serrure de porte
visit-second = Deuxième personne, serrure d’armoire
visit-second-who = Deuxième personne
visit-username = Votre nom d’utilisateur
visit-password = Votre mot de passe
visit-username-second = Nom d’utilisateur de la deuxième personne
visit-password-second = Mot de passe de la deuxième personne
visit-archive = Archives à ouvrir
visit-purpose = Pourquoi entrez-vous?
visit-plan = Articles prévus
visit-plan-none = Rien n’attend hors des archives.
visit-same-person = Il faut deux personnes différentes. Ce compte est celui de la première personne.
visit-wrong-password = Identité non confirmée. Vérifiez le nom d’utilisateur et le mot de passe.
visit-not-you = Ce compte n’est pas celui de la session ouverte. Saisissez le vôtre.
visit-no-duty = Cette personne n’a aucune fonction qui ouvre les archives.
visit-too-many = Trop d’essais. Attendez une minute, puis réessayez.
visit-directory-down = L’annuaire du personnel ne répond pas. Réessayez dans une minute.
visit-title = Séance d’accès
visit-no = Séance d’accès { $no }
visit-heading = Séance d’accès aux archives
visit-heading-expired = Temps écoulé : faites le rapprochement
visit-since = Depuis { $time }
visit-where = { $n ->
    [one] { $place }, { $n } barrière
   *[other] { $place }, { $n } barrières indépendantes
}
visit-extend = Prolonger de 15 min
visit-to-station = Scanner au poste
visit-expired-title = Les archives ne peuvent pas rouvrir tant que cette séance n’est pas rapprochée
visit-expired-text = Aucune autre lecture n’est acceptée. Dites ce qu’est devenu chaque article prévu; les deux personnes ferment les serrures et attestent la fermeture.
visit-password-checked = Mot de passe vérifié
visit-outer = Barrière extérieure
visit-inner = Barrière intérieure
visit-lock-open = Ouverte
visit-lock-closed = Fermée
visit-time = Temps
visit-time-left = Temps restant
visit-time-note = À la fin, plus aucune lecture n’est acceptée.
visit-scan = Lectures
visit-scan-label = Scanner une tablette ou un article
visit-plan-list = Articles prévus
visit-of = { $n } sur { $of }
visit-no-plan = Rien n’était prévu.
visit-left = Laissé
visit-missing = Manquant
visit-unplanned = Scannés sans être prévus
visit-reconcile = Rapprochement
visit-outer-closed = La porte est fermée à clé
visit-inner-closed = L’armoire est fermée à clé
visit-all = { $n ->
    [one] Ajouter celui qui attend
   *[other] Ajouter les { $n } qui attendent
}
visit-before-title = La séance { $no } à ces archives n’est pas fermée
visit-before-text = Une autre ne s’ouvre qu’une fois celle-ci fermée.
visit-before-open = Aller à cette séance
visit-offered = Vus en dernier
visit-offered-of = Ce qui peut être choisi
visit-clear = Montrer les derniers vus
visit-show = Montrer
visit-archive-empty = Ces archives ne contiennent aucun article.
visit-without-plan = Entrer sans liste
visit-without-plan-help = Pour chercher un article, par exemple. Chaque article déplacé comptera comme un écart.
visit-neither-is-you = L’un des deux comptes doit être celui de la session ouverte.
visit-username-a = Nom d’utilisateur, première personne
visit-password-a = Mot de passe, première personne
visit-username-b = Nom d’utilisateur, deuxième personne
visit-password-b = Mot de passe, deuxième personne
visit-back = Revenir à la séance d’accès
visit-back-to-scan = Revenir aux lectures
visit-see-outcome = Voir comment elle s’est terminée
visit-extend-title = Prolonger la séance d’accès
visit-extend-heading = Prolonger de 15 minutes
visit-extend-facts = La séance se termine à { $now }; prolongée, à { $then }. Une seule fois, avec l’accord des deux personnes.
visit-extend-why = Motif de la prolongation
visit-extend-reason = Pourquoi faut-il plus de temps?
visit-extend-reason-help = Jusqu’à { $n } caractères. N’y inscrivez aucun nom de patient.
visit-extend-not = Cette séance d’accès ne peut pas être prolongée : elle l’a déjà été, son temps est écoulé, elle est fermée, ou vous n’êtes pas l’une des deux personnes. Faites le rapprochement.
visit-extended = Prolongée
visit-reconcile-title = Rapprochez avant de fermer
visit-reconcile-do = Faire le rapprochement
visit-balance = Ce qui devait se passer, ce qui s’est passé
visit-to-settle = { $n ->
    [one] { $n } article à régler
   *[other] { $n } articles à régler
}
visit-discrepancies = { $n ->
    [one] { $n } écart
   *[other] { $n } écarts
}
visit-amiss-title = Cette séance se fermera avec écart
visit-amiss-text = Les articles en cause sont ci-dessous. S’il reste du temps, remettez-les à leur place; le journal garde ce qui s’est passé.
visit-close-blocked = { $n ->
    [one] Possible une fois réglé l’article ci-dessus. Scannez-le, ou dites s’il a été laissé ou s’il manque.
   *[other] Possible une fois réglés les { $n } articles ci-dessus. Scannez-les, ou dites s’ils ont été laissés ou s’ils manquent.
}
visit-confirms-outer = Confirme et ferme la porte
visit-confirms-inner = Confirme et ferme l’armoire
visit-others-note = Si une personne de la séance ne peut plus venir, une autre dont la fonction ouvre les archives saisit son propre compte à sa place. La séance se ferme alors avec écart : personne n’atteste pour une personne absente.
visit-not-yours = Seules les deux personnes de cette séance d’accès peuvent la fermer tant que son temps n’est pas écoulé.
col-check = Vérification
col-planned = Prévu
col-found = Constaté
check-moved-put_away = Articles rangés
check-moved-retrieve = Articles retirés
check-not-scanned = { $n ->
    [one] { $n } non scanné
   *[other] { $n } non scannés
}
check-none = Aucun écart
check-amiss = { $n ->
    [one] { $n } article
   *[other] { $n } articles
}
check-unplanned = Articles scannés sans être prévus
check-unplanned-one = Non prévu
check-against = Articles déplacés à l’encontre du motif
check-against-one = Contre le motif
check-locks = Serrures fermées
check-locks-waiting = À attester ci-dessous
check-locks-attested = Attesté
visit-against-put_away = Retirés pendant un rangement
visit-against-retrieve = Rangés pendant un retrait
visit-course = Déroulement
visit-step-people = Deux personnes
visit-step-people-note = Deux comptes, deux mots de passe
visit-step-reconcile-note = Prévu, scanné, réglé
visit-step-close = Serrures et fermeture
visit-step-close-note = Attestées par les deux personnes
visit-outcome = Résultat
visit-outcome-clean = Fermée sans écart
visit-outcome-amiss = { $n ->
    [one] Fermée avec { $n } écart
   *[other] Fermée avec { $n } écarts
}
visit-outcome-by-others = Fermée par d’autres que ses deux personnes
visit-attested = Attestée par { $one } et { $other }
visit-what-now = Que faire maintenant
visit-next-missing = Article manquant : cherchez-le, puis avisez aujourd’hui la personne responsable de la protection des renseignements personnels.
visit-next-left = Article laissé sur place : prévoyez-le dans une prochaine séance d’accès.
visit-next-unplanned = Article non prévu : vérifiez où il se trouve et dites à la coordination pourquoi il a été déplacé.
visit-next-against = Article déplacé contre le motif : vérifiez où il se trouve et dites à la coordination pourquoi il a été déplacé.
visit-next-by-others = Au moins une personne de la séance n’a pas attesté la fermeture : demandez-lui son récit à son retour.
visit-close = Fermer la séance

## Étiquettes
labels-title = Étiquettes
labels-heading = Étiquettes
labels-facts = Une étiquette entre en vigueur quand elle est scannée; elle ne porte jamais de nom.
labels-places = Étiquettes d’emplacement
labels-cards = Cartes de commande
labels-batches = Imprimées récemment
labels-none = Aucune étiquette imprimée
labels-none-text = Imprimez une planche ou un rouleau avant la première réception.
labels-issue = Imprimer des étiquettes neuves
labels-class = Pour
labels-count = Combien?
labels-count-help = De 1 à 300. Une planche Lettre en porte 30.
labels-print = Imprimer
labels-wrong-count = Inscrivez un nombre de 1 à 300.
label-class-I = Des articles
label-class-S = Des scellés
col-batch = Lot
col-for = Pour
col-count = Nombre
col-unused = Libres
label-batch-title = Lot d’étiquettes
label-batch-heading = { $n ->
    [one] { $n } étiquette neuve
   *[other] { $n } étiquettes neuves
}
label-batch-unused = { $n ->
    [one] { $n } libre sur { $of }
   *[other] { $n } libres sur { $of }
}
label-batch-roll = Rouleau (50 × 25 mm)
label-batch-sheets = Planches (format Lettre)
label-batch-labels = Aperçu
label-paper-film = ARTICLE
label-paper-seal = SCELLÉ
label-paper-sheet = ENVOI
label-paper-place = { $n ->
    [0] Hors des archives
    [one] { $n } barrière
   *[other] { $n } barrières
}
label-paper-return = Trouvé? { $phone }
item-altered = { $n ->
    [0] Ce qui paraît ici ne correspond pas au journal. Rien de ce qui est marqué « altéré » ne prouve quoi que ce soit. Appelez le soutien technique.
    [one] { $n } événement inscrit au journal ne paraît pas ici : la liste a été altérée. Appelez le soutien technique.
   *[other] { $n } événements inscrits au journal ne paraissent pas ici : la liste a été altérée. Appelez le soutien technique.
}
proof-altered = Altéré
proof-altered-note = Le journal ne contient pas cet événement sous ce numéro.

## Écarts
exceptions-title = Écarts
exceptions-facts = Ce qui ne concorde pas : un écart reste ici jusqu’à ce qu’on dise comment il se termine.
exceptions-views = Vues de la liste
exception-view-open = À régler
exception-view-closed = Réglés
exceptions-page-open = { $n ->
    [one] { $n } écart sur cette page, du plus pressant au moins pressant
   *[other] { $n } écarts sur cette page, des plus pressants aux moins pressants
}
exceptions-page = { $n ->
    [one] { $n } écart sur cette page, du dernier réglé au plus ancien
   *[other] { $n } écarts sur cette page, des derniers réglés aux plus anciens
}
exceptions-list = { $n ->
    [one] { $n } écart à régler
   *[other] { $n } écarts à régler
}
exceptions-closed-list = Écarts réglés
exceptions-first = Les { $n } plus pressants
exceptions-none = Aucun écart
exceptions-none-text = Ce qui manque, arrive endommagé ou ne concorde pas avec le plan s’affiche ici.
exception-name = Écart
exception-kind-missing = Manquant
exception-kind-damaged = Endommagé
exception-kind-extra = En trop
exception-kind-late = En retard
exception-kind-unannounced = Non annoncé
exception-kind-unconfirmed = Sans confirmation
exception-kind-not_back = Non revenu
exception-kind-undelivered = Non remis
exception-kind-signature_short = Signature moindre
exception-kind-seal_not_intact = Scellé rompu
exception-kind-not_found = Introuvable
exception-kind-left = Laissé en place
exception-kind-unplanned = Hors plan
exception-kind-against_purpose = À contresens
exception-title-missing = { $what } : dans l’annonce, pas dans le colis
exception-title-damaged = { $what } : dommage à la réception
exception-title-extra = { $what } : non annoncé, dossier inconnu
exception-title-late = Colis attendu, pas arrivé
exception-title-unannounced = Colis reçu sans annonce
exception-title-unconfirmed = Colis parti, réception non confirmée
exception-title-not_back = Article parti, pas dans le colis revenu
exception-title-undelivered = Colis que le transporteur n’a pas remis
exception-title-signature_short = Colis remis sans la signature commandée
exception-title-seal_not_intact = Colis dont le scellé n’est pas intact
exception-title-not_found = { $what } : introuvable pendant l’accès
exception-title-left = { $what } : au plan de l’accès, sans déplacement
exception-title-unplanned = { $what } : déplacement hors du plan
exception-title-against_purpose = { $what } : déplacement à contresens de l’accès
exception-due-missing = demander à l’expéditeur
exception-due-damaged = dire si le contenu se lit
exception-due-extra = dire de quel dossier il vient
exception-due-late = appeler le transporteur
exception-due-unannounced = dire qui l’a envoyé et de quel dossier il vient
exception-due-unconfirmed = appeler le destinataire, puis le transporteur
exception-due-not_back = chercher dans l’emballage, appeler le transporteur
exception-due-undelivered = appeler le transporteur
exception-due-signature_short = joindre le destinataire : l’a-t-il?
exception-due-seal_not_intact = dire ce qui est arrivé au colis
exception-due-not_found = chercher, puis aviser la protection des renseignements
exception-due-left = dire pourquoi
exception-due-unplanned = dire pourquoi
exception-due-against_purpose = dire pourquoi
exception-step-called = Appel fait
exception-step-claimed = Réclamation envoyée
exception-step-searched = Recherche faite
exception-step-noted = Autre constat
exception-exit-found = Retrouvé
exception-exit-identified = Dossier désigné
exception-exit-returned = Renvoyé
exception-exit-arrived = Arrivé
exception-exit-cancelled = Envoi annulé
exception-exit-confirmed = Réception confirmée
exception-exit-came_back = Colis revenu
exception-exit-corrected = Corrigé, ce n’en était pas un
exception-exit-not_sent = Jamais envoyé, selon l’expéditeur
exception-exit-accepted = Accepté tel quel
exception-exit-explained = Expliqué
exception-exit-lost = Perdu
exception-event-opened = Écart ouvert
exception-event-assigned = Confié à { $who }
exception-event-released = Remis à l’équipe
exception-event-closed = Réglé : { $how }
exception-event-followed = Suivi
exception-event-reopened = Rouvert
exception-overdue = Échu
exception-as-lost = À traiter comme perdu
exception-as-lost-short = à traiter comme perdu
exception-as-lost-text = Cinq jours ouvrables ont passé. Dites comment il se termine, et avisez la personne responsable de la protection des renseignements personnels : elle évalue l’incident.
exception-lost-from = À traiter comme perdu s’il n’est pas là à la fin du { $day }.
exception-lost = Perdu à compter du
exception-of-parcel = Envoi { $no }
exception-of-visit = Séance d’accès { $no }
exception-since = Depuis
exception-next = À faire
exception-exit = Issue
exception-ways = Ce qui peut se faire
exception-found = Retrouvé : le recevoir
exception-found-text = Au poste : son étiquette, puis l’emplacement. L’écart se règle.
exception-whose-text = Choisir le dossier. L’écart se règle.
exception-names = Dire d’où il vient
exception-open = Suivre ou régler
exception-open-text = Noter un appel, une recherche; dire comment il se termine.
exception-open-closed = Voir le suivi
exception-open-closed-text = Ce qui a été fait, par qui, et pourquoi.
exception-give-to = Confier à
exception-give = Confier
exception-take = Je m’en occupe
exception-release = Remettre à l’équipe
exception-reopen = Rouvrir
exception-find = Retrouvé
exception-find-label = Étiquette de l’article retrouvé
exception-find-help = Scannez-la : l’article passe entre vos mains, l’écart se règle. Déposez-le ensuite au poste ou rangez-le dans une séance d’accès.
exception-find-do = Je l’ai en main
exception-follow = Noter ce qui a été fait
exception-step = Ce qui a été fait
exception-note = Qui, quoi, quelle réponse
exception-note-help = Gardé avec le dossier. Pas de nom inutile.
exception-follow-do = Noter
exception-follow-text = L’écart reste ouvert; échéance : fin du prochain jour ouvrable.
exception-close = Régler
exception-why = Pourquoi
exception-close-do = Régler l’écart
exception-history = Suivi
exception-entry = inscription { $n }
exception-clock = Responsable et échéance
exception-said-taken = Responsable inscrit.
exception-said-followed = Noté. L’écart reste ouvert.
exception-said-closed = Écart réglé.
exception-said-reopened = Écart rouvert.
exception-said-found = Retrouvé. L’article est entre vos mains : scannez au poste l’emplacement où vous le déposez.

# Ce qu’on voit sur un article (DICOM : modalité, région, latéralité, incidence).
seen-modality-dx = radiographie
seen-modality-ct = tomodensitométrie
seen-modality-mr = IRM
seen-modality-us = échographie
seen-modality-mg = mammographie
seen-modality-rf = fluoroscopie
seen-modality-xa = angiographie
seen-modality-nm = médecine nucléaire
seen-modality-pt = TEP
seen-modality-bmd = ostéodensitométrie
seen-modality-sm = pathologie
seen-modality-ot = autre examen
seen-part-skull = crâne
seen-part-brain = cerveau
seen-part-sinuses = sinus
seen-part-face = massif facial
seen-part-neck = cou
seen-part-cspine = colonne cervicale
seen-part-tspine = colonne dorsale
seen-part-lspine = colonne lombaire
seen-part-sacrum = sacrum et coccyx
seen-part-wspine = colonne entière
seen-part-chest = thorax
seen-part-ribs = côtes
seen-part-breast = sein
seen-part-heart = cœur
seen-part-abdomen = abdomen
seen-part-pelvis = bassin
seen-part-clavicle = clavicule
seen-part-shoulder = épaule
seen-part-humerus = bras (humérus)
seen-part-elbow = coude
seen-part-forearm = avant-bras
seen-part-wrist = poignet
seen-part-hand = main
seen-part-hip = hanche
seen-part-thigh = cuisse
seen-part-knee = genou
seen-part-leg = jambe
seen-part-ankle = cheville
seen-part-foot = pied
seen-part-wholebody = corps entier
seen-part-other = autre région
seen-side-r = côté droit
seen-side-l = côté gauche
seen-side-b = des deux côtés
seen-view-frontal = face
seen-view-lateral = profil
seen-view-oblique = oblique
seen-view-axial = axiale
seen-view-cc = crânio-caudale
seen-view-mlo = oblique médio-latérale
seen-view-other = autre incidence
seen-taken = { $at }
seen-sheets = { $n ->
    [one] { $n } feuille
   *[other] { $n } feuilles
}
seen-note = { $what }
seen-and = { $all }, { $one }

describe-title = Décrire l’article
describe-what = Ce qu’on y voit
describe-text = Dites ce que vous voyez. Le reste peut attendre.
describe-exams = De quel examen attendu s’agit-il?
describe-is-of = examen : { $exam }
describe-other-exam = Un film est d’un seul examen, et ce que vous décrivez doit lui correspondre. Décochez l’examen, ou effacez ce qui n’en est pas.
describe-exams-help = Ce qui est inscrit de l’examen est repris pour l’article. Si vous ne touchez à rien ici et qu’un seul correspond à ce que vous décrivez, il est coché.
describe-save = Enregistrer
describe-part = Région
describe-side = Côté
describe-view = Incidence
describe-modality = Examen
describe-taken = Date de l’examen
describe-sheets = Nombre de feuilles
describe-sheets-help = Comptées une à une. Obligatoire pour un lot de films; un film est une feuille.
describe-note = Autre détail
describe-note-help = Ce qui le distingue encore : le format, une inscription. Pas le nom de la personne.
describe-now = Quelqu’un l’a décrit ou classé entre-temps
describe-beside = Venus dans le même envoi, du même dossier
describe-beside-text = Cochez ceux du même examen : ils reçoivent la région, le côté, l’examen et la date que vous avez remplis. Leur nature, leur incidence, leurs feuilles et leurs autres détails restent.
describe-note-is-a-label = C’est une étiquette, et non un détail. Effacez-la; pour ouvrir cet article, scannez-la dans le champ du haut.
describe-a-film-is-one-sheet = Un film est une feuille. S’il y en a plusieurs, choisissez « Lot de films ».
describe-next = Enregistrer et décrire le suivant
item-describe = Décrire
item-described = Description enregistrée.
parcel-missing-sheets = Comptez les feuilles du lot et inscrivez leur nombre.
parcel-missing-kind = Dites ce qu’est l’article.

## Pourquoi par messagerie
by-courier = Pourquoi par messagerie
by-courier-short = Pourquoi par messagerie
by-courier-help = Ce qui peut partir par voie électronique ne part pas par messagerie.
by-courier-images = { $n ->
    [one] { $n } image de ce dossier est déjà ici : peut-elle partir par voie électronique?
   *[other] { $n } images de ce dossier sont déjà ici : peuvent-elles partir par voie électronique?
}
by-courier-original = Il faut l’original, ou il retourne à son propriétaire
by-courier-no_images = Il n’en existe pas d’images à transmettre
by-courier-cannot_receive = Le destinataire ne peut rien recevoir par voie électronique
by-courier-asked = La personne l’a demandé sous cette forme
parcel-missing-by-courier = Dites pourquoi cela part par messagerie plutôt que par voie électronique.
parcel-missing-says = Dites ce que le transporteur répond.
parcel-missing-on = Dites de quel jour il parle.
parcel-missing-obtained = Dites comment le colis a été remis.
claim-wrong-day = Une date entre le départ du colis et aujourd’hui.
service-wrong-days = De 1 à { $n } jours ouvrables.
shipment-state-unconfirmed = Sans confirmation
service-signature = Signature commandée
service-days = Jours ouvrables de transport
service-days-help = De 1 à { $n }. Le lendemain : 1. Sans confirmation à la fin du jour ouvrable suivant, c’est un écart.
service-takes = { $n ->
    [one] { $n } jour ouvrable de transport
   *[other] { $n } jours ouvrables de transport
}
signature-none = Aucune confirmation
signature-delivery = Confirmation de livraison
signature-signature = Signature à l’adresse
signature-adult = Signature d’un adulte, avec pièce d’identité
signature-direct = Signature du destinataire lui-même
carrier-says-delivered = Livré
carrier-says-refused = Refusé sur place
carrier-says-undeliverable = Renvoyé à l’expéditeur
carrier-says-misdelivered = Remis à la mauvaise personne
carrier-says-lost = Perdu
claim-title = Réponse du transporteur
claim-open = Réponse du transporteur
claim-heading = Envoi { $no } : ce que répond le transporteur
claim-card = Ce que répond le transporteur
claim-note = C’est ce qu’il affirme. La réception reste à confirmer par le destinataire.
claim-says = Qu’est devenu le colis?
claim-on = Jour dont il parle
claim-on-help = AAAA-MM-JJ
claim-obtained = S’il est livré, comment
claim-signed-by = Signé par, d’après le transporteur
claim-save = Inscrire la réponse
claim-is-no-receipt = La réception n’est pas encore confirmée.
shipment-claimed-notice = Réponse du transporteur inscrite. La réception reste à confirmer par le destinataire.
shipment-not-confirmed = Confirmé par erreur
shipment-not-confirmed-notice = La réception n’est plus confirmée. L’envoi est de nouveau en transit.
shipment-unconfirmed-title = Réception non confirmée, attendue avant le { $at }
shipment-unconfirmed-text = Appelez le destinataire, puis le transporteur. Numéro de repérage : { $no }.
shipment-back-title = Cet envoi est revenu sans être remis
shipment-back-text = Au poste de scan, sous un nouveau connaissement, il repart; ouvert, ses articles en sortent un par un.
shipment-unseen-title = { $n ->
    [one] { $n } article à retrouver dans ce colis
   *[other] { $n } articles à retrouver dans ce colis
}
shipment-unseen-text = Il est revenu sans son scellé intact. Au poste de scan, scannez chaque article; ce qui n’y est pas : la carte « Manquant ».
slip-card = Accusé de réception
slip-note = À mettre dans le colis. Le destinataire le signe et le renvoie; scanné au poste, il confirme la réception.
slip-print = Imprimer l’accusé de réception
slip-paper-title = Accusé de réception
slip-paper-parcel = Envoi
slip-paper-articles = { $n ->
    [one] Le colis contient { $n } article.
   *[other] Le colis contient { $n } articles.
}
slip-paper-says = J’ai reçu ce colis, scellé, et ce qu’il contient.
slip-paper-back = Signez cette feuille et renvoyez-la, ou appelez-nous.
slip-paper-name = Nom
slip-paper-signature = Signature
slip-paper-date = Date
