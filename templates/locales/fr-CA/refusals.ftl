# Pourquoi une règle a dit non. La clé est refusal- suivi de la clé du refus dans le domaine.
# Chaque phrase dit ce qui est arrivé et quoi faire; « article » est toujours masculin.

refusal-duty-not-held = Votre fonction ne permet pas cet acte.
refusal-purpose-foreign = Ce motif ne correspond pas à votre fonction. Choisissez-en un autre.
refusal-field-empty = Cette réponse manque.
refusal-field-too-long = Cette réponse dépasse { $limit } caractères. Raccourcissez-la.
refusal-field-characters = Cette réponse contient des caractères qui ne peuvent pas être conservés. Saisissez-la de nouveau.
refusal-field-choice = Cette valeur ne fait pas partie des choix offerts.
refusal-not-a-date = Cette date n’existe pas ou n’a pas la forme attendue. Inscrivez-la sous la forme AAAA-MM-JJ.
refusal-date-in-future = Cette date est dans le futur. Inscrivez la date du jour ou une date passée.
refusal-received-after-entry = Cette date suit le jour de la saisie. Inscrivez la date du timbre de réception.
refusal-date-too-old = Cette date est trop ancienne pour être juste. Vérifiez l’année.
refusal-date-in-past = Cette date est passée. Inscrivez la date du jour ou une date à venir.
refusal-date-too-far = Cette date est trop éloignée pour être juste. Vérifiez l’année.
refusal-number-out-of-range = Ce nombre est hors des limites possibles. Vérifiez-le.
refusal-wrong-state = Cette étape ne peut pas suivre l’état actuel. Ouvrez la page de nouveau pour voir où en est le travail.
refusal-already-done = C’est déjà fait. Rien n’a été inscrit une deuxième fois.
refusal-exception-closed = Cet écart est déjà réglé. Rien n’a été inscrit.
refusal-exception-open = Cet écart est déjà ouvert. Rien n’a été inscrit.
refusal-exception-ended-by-scan = Une lecture ou un autre acte a réglé cet écart; il ne se rouvre pas ici.
refusal-not-that-article = Ce n’est pas l’étiquette de cet article. Rien n’a été inscrit. Scannez celle de l’article que vous avez en main.
refusal-label-in-use = L’étiquette { $label } est déjà apposée à un autre article. Prenez-en une neuve.
refusal-record-under-way = Des éléments de cette fiche sont encore en cours : { $names }. Terminez-les, puis recommencez.
refusal-same-person = Il faut deux personnes différentes. Faites intervenir une deuxième personne.
refusal-barriers-too-few = { $level ->
    [0] Cet emplacement n’a aucune barrière indépendante. Il en faut deux.
    [one] Cet emplacement n’a qu’une barrière indépendante. Il en faut deux.
   *[other] Cet emplacement a { $level } barrières indépendantes. Il en faut deux qui ne dépendent pas l’une de l’autre.
}
refusal-held-elsewhere = Cet article est inscrit ailleurs. Consultez son historique, puis inscrivez d’abord sa remise.
refusal-partly-back = Une partie de ce colis est revenue dans un autre : il a été ouvert. Rien n’est inscrit. Ce qui est là se reçoit au poste, article par article.
refusal-lent-by-nobody = Personne n’a dit à quel dossier appartiennent ces articles : ils ne se prêtent pas. Dites d’abord de qui ils sont, ou laissez la date vide; rien n’est inscrit.
refusal-unidentified = Personne n’a dit de quel dossier vient cet article. Il n’entre pas aux archives avant; rien n’est inscrit.
refusal-already-there = Cet article se trouve déjà à cet emplacement.
refusal-case-differs = Non emballé : cet article appartient à un autre dossier. Mettez-le de côté et prévenez la coordination.
refusal-waybill-is-ours = C’est une étiquette de notre centre, pas un numéro de repérage. Scannez le code du transporteur.
refusal-promised-elsewhere = L’envoi { $no } attend déjà l’article { $label }. Annulez d’abord cet envoi s’il ne doit plus partir.
refusal-not-identified = Personne n’a dit de quel dossier vient l’article { $label } : il n’entre pas aux archives. Laissez-le hors de la liste.
refusal-waybill-unlike = Aucun transporteur d’ici n’écrit ses numéros ainsi. Vérifiez le connaissement; si c’est bien son numéro, enregistrez de nouveau.
refusal-waybill-in-use = L’envoi { $no } a ce numéro de repérage et n’est pas terminé. Vérifiez le connaissement.
refusal-shipment-begun = Une partie de cet envoi est déjà reçue ou emballée. Rien n’a été annulé. Terminez-le, ou corrigez d’abord au poste.
refusal-visit-unreconciled = Une séance d’accès à ces archives n’est pas fermée. Fermez-la d’abord.
refusal-already-extended = Cette séance d’accès a déjà été prolongée une fois. Fermez-la et faites le rapprochement.
refusal-authentication-stale = L’identification d’une des deux personnes date de trop longtemps. Elle doit s’identifier de nouveau.
refusal-not-of-this-visit = Seules les deux personnes de cette séance d’accès peuvent le faire. Pour entrer aux archives, ouvrez une autre séance avec une deuxième personne.
refusal-locks-open = Les deux serrures doivent d’abord être fermées.
refusal-visit-closed = Cette séance d’accès est fermée. Rien n’a été inscrit. Pour entrer aux archives, ouvrez-en une autre.
refusal-plan-empty = Rien n’est prévu. Choisissez les articles, ou cochez « Entrer sans liste ».
refusal-not-in-this-archive = L’article { $label } n’est pas dans ces archives. Laissez-le hors de la liste, ou cherchez où il se trouve.
refusal-already-archived = L’article { $label } est déjà rangé aux archives. Laissez-le hors de la liste.
refusal-not-at-hand = L’article { $label } n’est pas ici : il ne peut pas être rangé. Laissez-le hors de la liste et consultez son historique.
refusal-station-busy = Votre poste de scan a un autre travail en cours. Terminez-le au poste, puis scannez ici.
refusal-visit-expired = Temps écoulé. Aucune autre lecture n’est acceptée. Rendez les deux clés et faites le rapprochement.
refusal-not-accounted-for = { $open ->
    [one] Il manque { $open } article prévu. Scannez-le ou déclarez l’écart.
   *[other] Il manque { $open } articles prévus. Scannez-les ou déclarez l’écart.
}
refusal-patient-differs = Étude retenue : l’identité diffère de celle du dossier. Vérifiez le numéro de dossier, puis appelez l’établissement expéditeur. Rien n’a été rattaché.
refusal-study-grew = Des images sont arrivées depuis votre comparaison. Comparez de nouveau, puis confirmez.
refusal-study-not-read = Cette étude n’est pas encore lue. Réessayez dans une minute.
refusal-case-unknown = Ce dossier n’existe pas. Vérifiez le numéro.
refusal-extension-not-given = La loi qui s’applique ne prévoit pas de prorogation.
refusal-extension-taken = La seule prorogation permise a déjà été prise.
refusal-extension-notice-late = L’avis a été envoyé après le délai que la loi donne pour le faire. L’échéance reste la même.
refusal-disc-of-request = Ce disque répond à une demande de copie. Son envoi se prépare sur la page de la demande, à l’adresse de la demande.
refusal-answer-came-back = Le colis de cette réponse est revenu : il est ici. Il repart sous son scellé, au poste de scan; ouvert, il n’est plus une réponse.
refusal-disc-has-shipment = Ce disque a déjà son envoi, sur la page de la demande. Emballez-le avec cet envoi.
refusal-disc-out-of-date = La copie de ce disque n’est plus la réponse de sa demande. Retirez le disque du colis et détruisez-le; la page de la demande dit ce qui part à sa place.
refusal-record-changed = Le dossier a changé depuis la préparation de cette copie. À la page de la demande, préparez-la de nouveau ou dites pourquoi elle est quand même la réponse; rien n’est inscrit.
refusal-disc-not-awaited = La demande de ce disque a déjà sa réponse, ou sa copie se prépare de nouveau. Retirez le disque du colis; scellé, le colis ne part pas : rouvrez-le d’abord avec la carte « Corriger ».
refusal-disc-sealed = Un disque de cette copie est scellé dans un colis : une autre copie le rendrait caduc. Remettez le colis au transporteur, ou rouvrez-le au poste de scan avec la carte « Corriger ».
refusal-label-of-another-record = Cette étiquette a servi à l’article d’un autre dossier, avec une étiquette externe ou une description. Collez une étiquette neuve et lisez-la.
refusal-passphrase-not-shown = La phrase secrète de ce fichier n’a pas encore été affichée : personne ne pourrait l’ouvrir. Affichez-la sur la page de la demande et transmettez-la par un autre moyen; rien n’est inscrit.
refusal-identity-not-confirmed = L’identité de la personne qui demande n’est pas encore confirmée. Confirmez-la sur la page de la demande; rien n’est parti.
refusal-person-differs = Le nom et la date de naissance diffèrent tous les deux : ces fiches ne peuvent pas être reliées. Vérifiez ce qui est inscrit; rien n’a été changé.
refusal-already-one-person = Ces deux fiches sont déjà reliées. Rien n’a été changé.
refusal-too-many-records = Trop de fiches seraient reliées à une seule. Retirez d’abord des liens.
refusal-not-linked = Cette fiche n’est plus reliée. Rien n’a été changé.
refusal-first-case = La fiche a été créée avec ce dossier. Cochez plutôt les dossiers de l’autre personne.
refusal-names-not-read = Les noms inscrits sont encore en lecture après le démarrage. Réessayez dans une minute; rien n’a été enregistré.
refusal-disc-waits = Un disque de cette copie est déjà étiqueté et n’est pas encore emballé. S’il est gâché, détruisez-le et étiquetez-en un autre à la page de la demande.
refusal-disc-packed = Un disque de cette demande est déjà dans son colis. Sortez-le au poste de scan (carte « Corriger »), puis recommencez.
refusal-disc-awaited = Ce disque est la réponse attendue. S’il est gâché, étiquetez-en d’abord un autre.
refusal-nothing-changed = Rien n’est changé : tout est déjà ainsi.
refusal-changed-meanwhile = Rien n’est inscrit : quelqu’un d’autre a corrigé ceci depuis que votre page est ouverte. Regardez ce qui y est maintenant, puis enregistrez de nouveau.
refusal-parcel-in-other-hands = Un collègue a encore des articles de ce colis entre les mains; rien n’est inscrit. La dernière personne à vider le colis le dépose.
refusal-downloads-under-way = Trois de vos téléchargements sont déjà en cours. Attendez que l’un d’eux se termine, ou annulez-le dans le navigateur.
refusal-copy-not-taken-out = Rien de cette copie n’est encore sorti du coffre. Téléchargez-la d’abord : le disque à graver, le fichier ou le dossier.
refusal-record-unchanged = Le dossier contient ce que cette copie contient. Il n’y a rien à expliquer : elle peut partir telle quelle.
