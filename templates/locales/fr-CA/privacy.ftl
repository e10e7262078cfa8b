# Vie privée : demandes d’accès, copies du dossier, registre des communications.

## Liste
requests-title = Demandes
requests-tabs = Demandes selon leur état
requests-open = À traiter
requests-answered = Closes
request-log = Inscrire une demande
request-col-due = Échéance
request-col-request = Demande
request-col-person = Personne
request-col-case = Dossier
request-col-received = Reçue le
request-col-state = État
request-col-act = Ouvrir
request-open = Ouvrir
requests-empty-open-title = Aucune demande en attente
requests-empty-open-text = Les demandes d’accès reçues par la poste, par courriel, par téléphone ou au comptoir s’inscrivent ici avec leur échéance.
requests-empty-answered-title = Aucune demande close
requests-empty-answered-text = Une demande arrive ici quand sa copie est partie, qu’elle est retirée ou que l’accès est refusé.
requests-page = { $n ->
    [one] { $n } demande sur cette page
   *[other] { $n } demandes sur cette page
}
request-days-left = { $n ->
    [0] Dernier jour
    [one] { $n } jour restant
   *[other] { $n } jours restants
}
request-deemed-refused-days = { $n ->
    [one] Réputée refusée depuis { $n } jour
   *[other] Réputée refusée depuis { $n } jours
}
request-answered-in-time = Réponse donnée dans le délai
request-answered-late = Réponse donnée après l’échéance

## Mots de listes fermées
request-kind-access_request = Copie du dossier
request-state-logged = Inscrite
request-state-building = En préparation
request-state-outdated = Copie à préparer de nouveau
request-state-sealed-outdated = Modifié depuis le scellé
request-state-not-built = Copie non préparée
request-state-ready = Copie prête
request-state-dispatched = Expédiée
request-state-answered = Réponse donnée
request-channel-mail = Par la poste
request-channel-email = Par courriel
request-channel-phone = Par téléphone
request-channel-counter = Au comptoir
request-requester-patient = La personne concernée
request-requester-representative = Une personne qui la représente
request-capacity-parent = Titulaire de l’autorité parentale
request-capacity-tutor = Tutrice ou tuteur
request-capacity-mandatary = Mandataire
request-capacity-counsel = Avocate, avocat ou notaire
request-identity-photo_document = Pièce d’identité avec photo, vue
request-identity-health_card = Carte d’assurance maladie, vue
request-identity-enclosed_copy = Copie jointe à la demande, vue puis détruite
request-identity-called_back = Rappel à un numéro connu avant la demande, trois faits confirmés
request-carrier-disc = Disque lisible sur tout poste
request-carrier-encrypted_file = Fichier chiffré
request-carrier-folder = Dossier de fichiers
request-method-courier = Par messager
request-method-handed_over = Remise en mains propres
request-method-encrypted_file = Fichier chiffré, phrase secrète par un autre moyen
law-qc_r22_1 = Loi R-22.1
law-qc_p39_1 = Loi P-39.1
law-ca_pipeda = LPRPDE
law-section = { $law }, art. { $section }
recourse-cai = Commission d’accès à l’information
recourse-privacy_commissioner = Commissariat à la protection de la vie privée du Canada
package-part-images = Images, avec leur index
package-part-documents = Pages du dossier
package-part-custody_history = Parcours des films et des supports
package-part-communications = Communications déjà faites
package-part-signature = Empreintes et signature
package-part-disc_image = Image de disque
package-part-encrypted_file = Fichier chiffré
package-fault-cut_off = La préparation a été interrompue par un arrêt de l’appareil. Rien n’est perdu : préparez la copie de nouveau.
package-fault-disk_full = L’espace de stockage est plein. Libérez de l’espace ou appelez le soutien technique, puis préparez la copie de nouveau.
package-fault-object_damaged = Une image du dossier est introuvable ou altérée dans le coffre. Appelez le soutien technique avant de continuer.
package-fault-tool_failed = Le programme qui fait l’index ou l’image de disque n’a pas répondu. Appelez le soutien technique.
package-fault-too_large = Le dossier dépasse ce qu’une copie peut contenir. Appelez le soutien technique.
package-fault-other = La copie n’a pas pu être préparée. Préparez-la de nouveau; si l’échec se répète, appelez le soutien technique.

## Inscrire
request-new-title = Inscrire une demande
request-new-intro = La date de réception fait partir le délai. La date de saisie s’inscrit d’elle-même et ne compte pas.
request-new-what = La demande
request-new-who = Qui demande
request-new-where = Où répondre
request-field-case = Numéro du dossier
request-field-case-help = Par exemple 2026-0421.
request-field-channel = Reçue
request-field-received = Reçue le
request-field-received-help = AAAA-MM-JJ, la date du timbre de réception. Saisie aujourd’hui, le { $today }.
request-field-requester = La demande vient de
request-field-representative = Nom de la personne qui représente
request-field-representative-help = Seulement si une personne en représente une autre.
request-field-capacity = À titre de
request-field-authority = J’ai vu le document qui l’autorise
request-field-authority-help = Il est vu, jamais conservé.
request-field-identity = Identité
request-field-identity-help = La copie ne part pas avant.
request-identity-not-yet = Pas encore vérifiée
request-capacity-choose = Choisir
request-field-carrier = Support demandé
request-field-carrier-disc-help = Non chiffré, donc seulement à la demande de la personne.
request-field-carrier-encrypted-help = La phrase secrète est donnée par un autre moyen.
request-field-street = Numéro et rue
request-field-locality = Municipalité et province
request-field-postal = Code postal
request-field-country = Pays
request-field-country-help = Deux lettres : CA, US, FR.
request-save = Inscrire la demande
request-cancel = Revenir aux demandes
request-clock-preview-title = Délais
request-clock-preview = La réponse est exigée dans les { $n } jours suivant la réception ({ $law }). Aucune prorogation au Québec; sans réponse, la demande est réputée refusée.

## Erreurs de la saisie
request-case-unknown = Le dossier { $case } n’existe pas. Vérifiez le numéro sur la lettre ou demandez-le à la coordination.
request-received-future = Cette date est dans le futur. Saisissez le jour où la demande est arrivée.
request-received-old = Cette date est antérieure à 1990. Vérifiez l’année.
request-received-not-a-date = Cette date n’existe pas ou n’a pas la forme attendue. Écrivez-la AAAA-MM-JJ, par exemple 2026-03-01.
request-needed-case = Saisissez le numéro du dossier.
request-needed-received = Saisissez le jour où la demande est arrivée.
request-needed-identity = Choisissez ce qui a été vu.
request-needed-channel = Choisissez comment la demande est arrivée.
request-needed-requester = Choisissez de qui vient la demande.
request-needed-representative = Saisissez le nom de la personne qui représente.
request-needed-capacity = Choisissez à quel titre cette personne agit.
request-needed-authority = Cochez la case une fois le document vu, ou attendez de l’avoir vu.
request-needed-carrier = Choisissez le support demandé.
request-needed-street = Saisissez le numéro et la rue.
request-needed-locality = Saisissez la municipalité et la province.
request-needed-country = Saisissez les deux lettres du pays, par exemple CA.
request-too-long = Ce texte est trop long : { $limit } caractères au plus.
request-characters = Ce texte contient des caractères qui ne peuvent pas être conservés. Saisissez-le au clavier.
request-choice = Cette valeur n’est pas proposée. Choisissez-en une de la liste.
request-extension-days = Saisissez un nombre de jours permis par la loi.
request-notice-before = L’avis ne peut pas précéder la demande. Vérifiez la date.


## La demande
request-title = Copie du dossier
request-heading = Copie du dossier pour { $who }
request-no = Demande
request-case = Dossier
request-letter = Lettre
request-communications = Communications
request-build = Préparer la copie
request-rebuild = Préparer de nouveau
request-refresh = Actualiser
request-logged-notice = Demande inscrite.
request-logged-late-notice = Demande inscrite. Elle a été saisie après son échéance : elle est déjà réputée refusée. Répondez sans attendre.
request-build-notice = La préparation est lancée.
request-identity-notice = Identité confirmée.
request-extension-notice = Prorogation inscrite.
request-delivered-notice = Réponse inscrite au registre des communications.
request-receipt-notice = Réception confirmée.
request-disc-notice = Disque inscrit. Imprimez son étiquette, puis emballez-le.
request-late-title = Réputée refusée depuis le { $date }
request-late-text = La loi tient le silence pour un refus. Répondez quand même sans attendre; la personne peut s’adresser à : { $recourse }, dans les { $days } jours.
request-late-text-open = La loi tient le silence pour un refus. Répondez quand même sans attendre; la personne peut s’adresser à : { $recourse }.
request-fault-title = La copie n’a pas été préparée
request-contents = Contenu de la copie
request-contents-note = { $files ->
    [one] { $files } fichier, { $size }
   *[other] { $files } fichiers, { $size }
}
request-preview-note = Tout le dossier, sauf les images mises à part
request-part = Partie
request-progress = Avancement
request-part-state = État
request-part-done = Prêt
request-part-waiting = En attente
request-part-count = { $done } sur { $total }
request-part-images = { $n ->
    [0] Aucune image
    [one] { $n } image
   *[other] { $n } images
}
request-part-studies = { $n ->
    [one] { $n } étude
   *[other] { $n } études
}
request-part-articles = { $n ->
    [0] Aucun article
    [one] { $n } article
   *[other] { $n } articles
}
request-part-entries = { $n ->
    [0] Aucune
    [one] { $n } inscription
   *[other] { $n } inscriptions
}
request-building-note = Vous pouvez quitter cette page; la préparation continue. Après une coupure, elle se relance d’ici.
request-built-note = Préparée le { $at }. Les images sont relues et chaque fichier a son empreinte.
request-package = Copie prête
request-download-disc = Télécharger l’image de disque
request-download-disc-note = ISO, { $size }. Non chiffrée : à graver ici, puis à effacer du poste.
request-download-encrypted_file = Télécharger le fichier chiffré
request-download-encrypted_file-note = Zip AES-256, { $size }.
request-download-folder = Télécharger le dossier de fichiers
request-download-folder-note = Zip non chiffré, { $size }. À copier sur une clé USB remise en mains propres.
request-passphrase-show = Afficher la phrase secrète
request-passphrase-once = Elle ne s’affiche qu’une fois. Donnez-la par téléphone ou en personne, jamais avec le fichier.
request-passphrase-shown = Phrase secrète affichée le { $at }.
request-passphrase-lost = Si elle est perdue, préparez la copie de nouveau.
request-passphrase-lost-answered = Si elle est perdue, inscrivez une nouvelle demande : une autre copie aura la sienne.
request-download = Télécharger la copie
request-identity-choose = Choisir…
request-fingerprint = Empreinte du signataire
request-fingerprint-help = À donner par un autre moyen à qui veut vérifier la copie.
request-manifest = Empreinte de la liste des fichiers
request-deliver = Remettre
request-deliver-courier = Par messager
request-deliver-courier-text = Gravez l’image de disque, étiquetez le disque, puis emballez-le au poste de scan. La réponse s’inscrit d’elle-même quand le colis part.
request-disc = Étiqueter un disque
request-disc-labelled = Disque étiqueté
request-disc-ship = Préparer l’envoi
request-disc-courier = Messager
request-disc-label = Imprimer l’étiquette
request-disc-in-shipment = Envoi { $no }
request-disc-shipment = Envoi { $no } : emballez-le au poste de scan.
request-shipment-notice = Envoi préparé. Emballez le disque au poste de scan.
request-step-on = le { $date }
request-part-images-studies = { $images }, { $studies }
request-deliver-person = En mains propres
request-deliver-person-text = La personne est devant vous, son identité vérifiée : corrigez le nom si quelqu’un d’autre la prend.
request-deliver-person-act = Inscrire la remise
request-deliver-file = Fichier chiffré
request-deliver-file-text = Le fichier est parti : une adresse de courriel ou le nom d’un service. La phrase secrète part par un autre moyen.
request-deliver-file-act = Inscrire l’envoi du fichier
request-changed-title = Le dossier a changé depuis que la copie a été préparée
request-changed-text = La copie : { $images } · { $articles }. Le dossier maintenant : { $images-now } · { $articles-now }. { $next }
request-changed-others = Autant d’images et d’articles qu’avant, mais ce ne sont plus les mêmes. { $next }
request-changed-next = Préparez la copie de nouveau avant de la remettre, ou dites pourquoi elle est quand même la réponse.
request-changed-next-taken = Si elle est déjà remise, inscrivez-le d’abord, plus bas. Sinon, préparez-la de nouveau avant de la remettre.
request-changed-sealed = Un disque est scellé dans son colis. Dites pourquoi cette copie est quand même la réponse, ou faites rouvrir le colis au poste de scan (carte « Corriger ») pour la préparer de nouveau. S’il part avant, le journal dit que le dossier avait changé.
request-deliver-changed = La copie ne dit plus ce que le dossier contient.
request-deliver-inside = Rien de cette copie n’est encore sorti du coffre : téléchargez-la d’abord.
request-deliver-packed = Un disque est dans son colis. Pour répondre autrement, sortez-le au poste de scan (carte « Corriger »).
request-deliver-sealed = Un disque est scellé dans son colis. La réponse s’inscrit quand le colis part. S’il ne part pas, il se rouvre au poste de scan avec la carte « Corriger ».
request-earlier = Déjà remise avant ce changement
request-earlier-text = Si cette copie est partie avant que le dossier change, inscrivez-le ici. Le journal dira que le dossier avait changé.
request-deliver-passphrase = Affichez d’abord la phrase secrète : sans elle, personne n’ouvre le fichier.
request-deliver-blocked = L’identité n’est pas encore confirmée.
request-receipt = Confirmer la réception
request-receipt-text = À confirmer quand la personne dit avoir reçu la copie.
request-identity-card = Identité
request-identity-confirm = Confirmer l’identité
request-identity-seen = Ce qui a été vu
request-clock = Délai légal
request-clock-left = { $n ->
    [one] jour restant
   *[other] jours restants
}
request-clock-late = { $n ->
    [one] jour de retard
   *[other] jours de retard
}
request-clock-received = Reçue
request-clock-entered = Saisie
request-clock-rule = Règle
request-clock-rule-days = { $n } jours après la réception de la demande
request-clock-source = Source
request-clock-extension = Prorogation
request-clock-extension-none = La loi n’en prévoit pas
request-clock-extension-open = Une fois, { $n } jours au plus
request-clock-extension-taken = Prise : { $n } jours
request-clock-silence = Sans réponse
request-clock-silence-text = Refus présumé; recours : { $recourse }
request-clock-how = Comment la date est calculée
request-clock-day = { $day ->
    [one] Jour { $day } sur { $days }
   *[other] Jour { $day } sur { $days }
}
request-clock-due = Réponse exigée au plus tard le { $date }, fin de journée.
request-clock-answered = Réponse donnée le { $date }.
request-clock-read = Texte de la loi : { $source }
request-how-received = Reçue le { $date } : le décompte part de ce jour.
request-how-entry = Saisie le { $date } : ce jour ne compte pas.
request-how-law = { $law } : { $days } jours, soit le { $date }.
request-how-strictest = La loi la plus stricte l’emporte : { $law }, le { $date }.
request-how-extended = Avis de prorogation envoyé le { $sent } : { $days } jours de plus, soit le { $date }.
request-how-day-off = Ce jour n’est pas ouvrable et la loi qui le fixe ne le reporte pas : visez le { $date }.
request-steps = Étapes
request-step-received = Reçue
request-step-identity = Identité confirmée
request-step-built = Copie préparée
request-step-sent = Remise ou envoi
request-step-sent-disc = Disque étiqueté et scellé, par messager, ou remis en mains propres
request-step-sent-encrypted_file = Fichier chiffré, phrase secrète par un autre moyen
request-step-sent-folder = Dossier de fichiers, remis en mains propres
request-step-answered = Réponse donnée
request-step-closed = Réception confirmée
request-step-logged-on = { $date }, { $how }
request-extension-card = Prorogation
request-extension-help = { $n } jours au plus; l’avis doit partir dans les { $within } jours suivant la réception, avec les motifs et le recours.
request-extension-field-days = Jours ajoutés
request-extension-field-sent = Avis envoyé le
request-extension-save = Inscrire la prorogation
request-party = Qui demande
request-party-patient = La personne concernée
request-party-address = Réponse à
request-party-carrier = Support demandé

## Phrase secrète
passphrase-title = Phrase secrète
passphrase-heading = Phrase secrète de la copie { $no }
passphrase-text = Notez-la ou dictez-la maintenant : cette page ne peut pas être affichée de nouveau. Elle ouvre le fichier chiffré de cette copie et rien d’autre.
passphrase-spoken = Cinq groupes de cinq chiffres
passphrase-back = Revenir à la demande

## Registre des communications
communications-title = Registre des communications
communications-heading = Communications concernant { $who }
communications-note = Ce qui a été communiqué, à qui, à quelle fin. Le registre s’écrit de lui-même et ne se modifie pas.
communications-when = Date
communications-recipient = Destinataire
communications-what = Renseignements
communications-why = Fin et autorité
communications-how = Moyen
communications-proof = Inscription
communications-empty-title = Rien n’a été communiqué
communications-empty-text = Chaque copie remise ou expédiée s’inscrit ici au moment où elle part.
communications-class-record_copy = Copie du dossier
communications-request = Demande { $no }
communications-purpose-copy_request = Réponse à une demande d’accès
communications-files = { $n ->
    [one] { $n } fichier
   *[other] { $n } fichiers
}
communications-record-kept = Le dossier avait changé depuis; le motif de garder cette copie est à la page de la demande.
communications-record-changed = Le dossier avait changé depuis que cette copie a été préparée.
communications-record-since = Le dossier a changé après, selon la personne qui a inscrit cette remise.
communications-tracking = Repérage { $no }
communications-entry = nᵒ { $n }

## Lettres
letter-title = Lettre
letter-received = Nous avons reçu votre demande le { $date }. Nous vous répondrons par écrit au plus tard le { $due }.
letter-late = Nous avons reçu votre demande le { $date }. Notre réponse devait vous parvenir au plus tard le { $due } : nous n’avons pas tenu ce délai et nous vous prions de nous en excuser. Nous y travaillons et vous répondrons par écrit sans tarder davantage.
letter-late-law = Le délai est de { $n } jours ({ $law }). Comme il est expiré, la loi considère que l’accès vous est refusé, et vous pouvez vous adresser à : { $recourse }. Vous aurez quand même notre réponse.
letter-copy = Nous donnons suite à votre demande d’accès reçue le { $date }. Voici la copie de votre dossier.
letter-copy-of = Nous donnons suite à votre demande d’accès reçue le { $date }. Voici la copie du dossier de { $who }.
letter-copy-late = Notre réponse devait vous parvenir au plus tard le { $due }. Nous n’avons pas tenu ce délai et nous vous prions de nous en excuser.
letter-refused = Nous donnons suite à votre demande d’accès reçue le { $date }. Nous ne pouvons pas vous communiquer ce que vous demandez, et voici pourquoi.
letter-recourse-days = Vous pouvez vous adresser à : { $recourse }, dans les { $n } jours suivant ce refus.
letter-recourse = Vous pouvez vous adresser à : { $recourse }.
letter-place = { $place }, le { $date }
letter-subject = Objet : Votre demande d’accès
letter-reference = Notre référence : demande { $no }
letter-opening = Madame ou Monsieur,
letter-law = Ce délai est de { $n } jours ({ $law }). Sans réponse de notre part dans ce délai, la loi considère que l’accès vous est refusé, et vous pouvez vous adresser à : { $recourse }.
letter-identity = Avant de vous remettre la copie, nous devons confirmer votre identité. La pièce est vue, jamais conservée.
letter-fingerprint = Votre copie est signée. Pour vérifier qu’elle n’a pas été modifiée, comparez l’empreinte du signataire avec celle-ci :
letter-call = Pour toute question, composez le { $phone } et donnez la référence ci-dessus.
letter-closing = Veuillez agréer, Madame ou Monsieur, nos salutations distinguées.
letter-signature = Protection des renseignements personnels

## Dans la copie elle-même
copy-event-registered = Inscrit au registre
copy-event-received = Reçu
copy-event-set_down = Déposé
copy-event-put_away = Rangé
copy-event-retrieved = Sorti des archives
copy-event-packed = Emballé
copy-event-dispatched = Expédié
copy-event-came_back = Revenu sans être remis
copy-event-returned = Revenu dans un colis
copy-event-receipt_confirmed = Réception confirmée
copy-event-handed_over = Remis en mains propres
copy-event-destroyed = Détruit
copy-event-condition_reported = État constaté
copy-event-external_id_linked = Étiquette d’un autre établissement liée
copy-event-relabelled = Réétiqueté
copy-event-found = Retrouvé
copy-event-identified = Classé dans ce dossier
copy-event-described = Décrit
copy-event-corrected = Inscription corrigée
copy-holder-person = Entre les mains de { $name }
copy-holder-location = { $name }
copy-holder-parcel = Colis pour { $name }
copy-holder-carrier = Messager : { $name }
copy-holder-recipient = Destinataire : { $name }
copy-holder-requester = Remis en mains propres
copy-holder-destroyed = Détruit
copy-holder-withdrawn = Retiré du registre
copy-item-film_jacket = pochette de films
copy-item-sub_jacket = sous-pochette
copy-item-film_sheet = film
copy-item-film_set = lot de films
copy-item-optical_disc = disque
copy-item-usb = clé USB
copy-item-memory_card = carte mémoire
copy-item-hard_disk = disque dur
copy-item-paper_record = dossier papier
copy-item-pathology_slide = lame de pathologie
copy-item-slide_tray = plateau de lames
copy-item-paraffin_block = bloc de paraffine
copy-item-photo_print = photographie sur papier
copy-item-teaching_copy = copie d’enseignement
copy-item-other = autre article
copy-apart-images = { $n ->
    [one] { $n } image gardée à part
   *[other] { $n } images gardées à part
}
copy-apart-conflict = Même identifiant qu’une image de la copie, contenu différent. L’établissement d’origine doit dire laquelle est la bonne.
copy-apart-other_patient = Ces images nomment une autre personne. L’établissement d’origine doit dire à qui elles sont.
copy-apart-provision = Ne fait pas partie du dossier tant que ce n’est pas établi.
copy-sheet-title = Fiche du dossier
copy-sheet-case = Dossier :
copy-sheet-opened = Ouvert le :
copy-sheet-family-name = Nom :
copy-sheet-given-names = Prénoms :
copy-sheet-birth-date = Date de naissance :
copy-sheet-sex = Sexe :
copy-sheet-hospital-number = Numéro de dossier de l’hôpital :
copy-sheet-question = Question posée :
copy-sheet-studies = Études :
copy-sheet-images = Images :
copy-sheet-none = Non précisé
copy-sex-F = Féminin
copy-sex-M = Masculin
copy-sex-O = Autre
copy-sex-U = Non précisé
communications-altered = { $n ->
    [0] Ce qui paraît ici ne correspond pas au journal. Rien de ce qui est marqué « altéré » ne prouve quoi que ce soit. Appelez le soutien technique.
    [one] { $n } communication inscrite au journal ne paraît pas ici : le registre a été altéré. Appelez le soutien technique.
   *[other] { $n } communications inscrites au journal ne paraissent pas ici : le registre a été altéré. Appelez le soutien technique.
}
copy-opening-class = Consultation par le personnel
copy-opening-method = À l’écran

## Corriger, clore sans copie
request-state-refused = Accès refusé
request-state-withdrawn = Retirée
request-standing-withdrawn = Retirée : personne n’attend de réponse
request-correct = Corriger
request-correct-title = Corriger la demande
request-correct-save = Enregistrer
request-correct-what-title = Ce qui change
request-correct-what = L’échéance est recalculée à partir du jour de réception. Si la demande vient de quelqu’un d’autre que ce qui avait été saisi, son identité est à confirmer de nouveau. Un autre dossier est une autre demande : retirez celle-ci comme inscrite par erreur, puis inscrivez-la de nouveau.
request-corrected-notice = Demande corrigée.
request-back = Revenir à la demande
request-close = Retirer ou refuser
request-withdrawn-notice = Demande retirée.
request-refused-notice = Refus inscrit. Imprimez la lettre, signez-la et envoyez-la.
request-kept-notice = C’est inscrit : cette copie est quand même la réponse.
request-keep-title = Remettre quand même cette copie
request-keep-text = Votre motif reste au journal, et le registre des communications dira que le dossier avait changé.
request-keep-reason = Pourquoi cette copie est-elle la réponse?
request-keep-reason-help = Par exemple : la personne ne demande que les images de juin.
request-keep = Garder cette copie comme réponse
request-left-changed = Partie sans motif
request-left-changed-text = Le dossier avait changé quand cette copie est partie, et aucun motif n’avait été donné pour ce changement.
request-kept = Gardée comme réponse le { $at }, bien que le dossier ait changé :
request-handed-to = Remise à
request-handed-disc = Le disque étiqueté { $code } est remis
request-sent-to = Envoyé à
request-needed-reason = Dites pourquoi cette copie est la réponse.
request-needed-handed-to = Saisissez qui a pris la copie.
request-needed-sent-to = Saisissez où le fichier a été envoyé.
request-disc-another = Étiqueter un autre disque
request-disc-another-text = Seulement si le précédent est gâché : détruisez-le.
request-disc-destroy = Inscrire sa destruction
request-disc-destroyed-notice = Destruction inscrite.
request-disc-replaced = Copie antérieure
request-disc-replaced-text = La copie de ce disque est remplacée. Détruisez-le : il ne part pas.
request-disc-replaced-packed = La copie de ce disque est remplacée, et il est dans son colis. Faites-le sortir au poste de scan (carte « Corriger »), puis détruisez-le.
request-disc-spoiled = Disque gâché
request-disc-spoiled-text = Un autre disque le remplace. Détruisez-le : il ne part pas.
request-field-postal-help = Au Canada : A1A 1A1. Ailleurs, comme le pays l’écrit, ou rien.
request-wrong-postal-code = Ce n’est pas un code postal de ce pays. Au Canada, il s’écrit A1A 1A1.
request-needed-postal-code = Saisissez le code postal, par exemple H2X 1Y4.
request-doubt-title = À regarder de nouveau
request-doubt-another = La demande { $no } de la même personne attend sa réponse. En est-ce une autre?
request-doubt-before-case = Cette demande serait arrivée plus de trois mois avant l’ouverture de son dossier. La date est-elle juste?
request-doubt-next = Si tout est juste, inscrivez quand même la demande.
request-doubt-save = Inscrire quand même
closing-title = Retirer ou refuser
closing-withdraw-title = Personne n’attend de réponse
closing-withdraw-text = La demande est close, son délai cesse de courir, et une copie déjà préparée est détruite.
closing-withdraw = Retirer la demande
closing-withdrawn = Demande retirée
closing-refused = Accès refusé
closing-why = Motif du retrait
closing-why-by_requester = La personne qui demandait la retire
closing-why-duplicate = Elle est aussi inscrite sous un autre numéro
closing-why-duplicate-of = Elle est aussi inscrite sous le numéro { $no }
closing-why-entered_in_error = Elle a été inscrite par erreur
closing-duplicate-of = Numéro de l’autre demande
closing-duplicate-of-help = Seulement pour une demande inscrite deux fois.
closing-refuse-title = Refuser l’accès
closing-refuse-text = Un refus est écrit : il nomme son motif, la disposition de la loi et le recours ({ $recourse }). La lettre est faite de ce que vous saisissez; une copie déjà préparée est détruite.
closing-refuse = Inscrire le refus
closing-ground = Motif du refus
closing-ground-not_held = Ce qui est demandé n’est pas conservé ici
closing-ground-other_person = Cela révélerait quelque chose d’une autre personne
closing-ground-serious_harm = Pour le moment, cela nuirait gravement à la santé de la personne
closing-ground-not_entitled = La personne qui demande n’a pas démontré qu’elle y a droit
closing-ground-proceedings = Cela aurait un effet sur une procédure judiciaire
closing-ground-unknown = Les mots de ce refus sont fermés
closing-provision = Disposition de la loi
closing-provision-help = Loi et article. L’échéance de cette demande suit la { $law }.
closing-reasons = Explication
closing-reasons-help = En mots que la personne comprend. Ce texte figure dans la lettre.
closing-sent-on = Date de la lettre
closing-sent-on-help = AAAA-MM-JJ. Aujourd’hui, { $today }.
closing-needed-why = Choisissez pourquoi personne n’attend plus.
closing-needed-duplicate = Saisissez le numéro de l’autre demande.
closing-no-such-request = Aucune autre demande de cette personne qui tienne encore ne porte ce numéro. Vérifiez-le dans la liste.
closing-needed-ground = Choisissez le motif du refus.
closing-needed-provision = Saisissez la loi et l’article qui permettent le refus.
closing-needed-reasons = Saisissez l’explication : la lettre ne peut partir sans elle.
communications-received-by = { $how ->
    [encrypted_file] Envoyé à { $who }
   *[other] Remise à { $who }
}
closing-reason = Motif
closing-discs = Disques à détruire
closing-discs-text = Étiquetés pour cette demande, ils ne partent pas.
closing-identity-first = L’identité de la personne qui demande n’est pas confirmée : seul ce motif peut lui être écrit, ou confirmez-la d’abord.
request-step-refused = Accès refusé
request-step-withdrawn = Retirée
request-doubt-next-correct = Si tout est juste, enregistrez de nouveau.
