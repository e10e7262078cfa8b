# Imagerie : études reçues, comparaison, rattachement à un dossier.

## Liste
studies-list = Liste des études reçues
studies-views = Études selon leur état
studies-unassigned = À rattacher
studies-attached = Rattachées
studies-page = { $n ->
    [one] { $n } étude sur cette page, de la plus récente à la plus ancienne
   *[other] { $n } études sur cette page, de la plus récente à la plus ancienne
}
studies-none = Aucune étude à rattacher
studies-none-text = Les images envoyées par le réseau s’affichent ici dès leur arrivée. Tout ce qui est arrivé a son dossier.
studies-none-attached = Aucune étude rattachée
studies-none-attached-text = Une étude passe ici quand une personne a confirmé à quel dossier elle appartient.
studies-see-unassigned = Voir les études à rattacher
study-col-study = Étude
study-col-modality = Modalité
study-col-images = Images
study-col-source = Provenance
study-col-received = Reçue le
study-col-case = Dossier
study-col-state = État
study-state-unassigned = À rattacher
study-state-reading = Contenu pas encore lu
study-state-unreadable = Contenu illisible
study-state-attached = Rattachée
study-state-conflict = À vérifier
study-not-read-yet = Étude sans identité lue
study-no-description = Sans description

## Une étude
study-title = Étude reçue
study-heading = Étude reçue : { $source }
study-received-at = Reçue le { $at }
study-n-images = { $n ->
    [one] { $n } image
   *[other] { $n } images
}
study-in-case = Rattachée au dossier { $no }
study-just-attached = { $n ->
    [one] { $n } image rattachée au dossier { $no }.
   *[other] { $n } images rattachées au dossier { $no }.
}
study-unreadable = Aucune image de cette étude n’a pu être lue
study-unreadable-next = Les fichiers sont gardés tels que reçus. Demandez à l’établissement expéditeur de les envoyer de nouveau; s’ils restent illisibles, prévenez l’administration de l’appareil.
study-several = Les images nomment plus d’une personne
study-several-text = L’étude ne peut pas être rattachée et ses images sont gardées telles que reçues. Appelez l’établissement expéditeur : il doit dire à qui sont les images et les envoyer de nouveau, une étude par personne.
study-conflicts = { $n ->
    [one] Une image gardée à part
   *[other] { $n } images gardées à part
}
study-conflicts-text = Une autre image portant le même identifiant est arrivée avec un contenu différent. La première reste en place, la deuxième est conservée à côté. Demandez à l’établissement expéditeur laquelle est la bonne.
study-foreign = { $n ->
    [one] Une image d’une autre personne, gardée à part
   *[other] { $n } images d’une autre personne, gardées à part
}
study-foreign-text = Ce qui est arrivé après le rattachement nomme quelqu’un d’autre que les images comparées. Ce n’est ni au dossier ni dans ses copies. Appelez l’établissement expéditeur : il doit dire de qui il s’agit.
study-damaged = { $n ->
    [one] Une image est endommagée dans le coffre ou n’y est plus
   *[other] { $n } images sont endommagées dans le coffre ou n’y sont plus
}
study-damaged-text = Faites renvoyer l’étude par { $source }. Une image reçue de nouveau prend la place de celle qui est endommagée.
study-whose = À quel dossier appartient-elle?
study-case-no = Numéro de dossier
study-case-help = Par exemple 2026-0421
study-compare = Comparer
study-blocked-several = Ces images nomment plus d’une personne : aucune ne peut être rattachée.
study-blocked-unread = Le contenu n’est pas encore lu : il n’y a rien à comparer. Cette page se met à jour seule.
study-blocked-unreadable = Le contenu est illisible : il n’y a rien à comparer.
study-series = Séries
series-no = Série { $no }
series-without-no = Série sans numéro
image-place = Image { $place } sur { $of }
image-no-thumbnail = Pas d’aperçu
study-no-image = Aucune image
study-no-image-text = Tout ce qui est arrivé sous cette étude est gardé à part.
study-patient = Identité reçue
study-not-read-text = L’identité s’affiche dès que le contenu des images est lu.
study-unreadable-text = L’identité n’a pas pu être lue.
study-silent = Absent
study-reception = Réception
study-reading = Contenu
study-read = Lu
study-n-unreadable = { $n ->
    [one] { $n } image illisible
   *[other] { $n } images illisibles
}
study-associations = Associations
study-from-address = depuis { $address }
study-n-earlier = { $n ->
    [one] et une autre, plus tôt
   *[other] et { $n } autres, plus tôt
}
study-institution = Établissement
study-description = Description
study-date = Date de l’examen
study-conflicts-label = Gardées à part
study-no-conflict = Aucune
study-not-for-diagnosis = Aperçus réduits : ne convient pas au diagnostic.

## Comparaison
compare-title = Est-ce la même personne?
compare-crumb = Comparer
compare-with-case = Comparée au dossier { $no }
compare-fields = Champ par champ
compare-field = Champ
compare-in-study = Dans l’étude
compare-in-case-short = Au dossier
compare-verdict = Verdict
compare-name = Nom
compare-birth_date = Naissance
compare-sex = Sexe
compare-hospital_number = Numéro
compare-patient-id = Identifiant
compare-no-issuer = sans établissement émetteur
compare-none-recorded = non inscrit au dossier
compare-study = Cette étude :
compare-exams = De quel examen attendu s’agit-il?
compare-exams-help = Si un seul correspond par le type d’examen et la date, il est déjà coché. Vérifiez.
compare-affirm = Vous confirmez que c’est la même personne. Les images reçues ne sont pas modifiées.
compare-attach = { $n ->
    [one] C’est la même personne : rattacher { $n } image au dossier { $no }
   *[other] C’est la même personne : rattacher { $n } images au dossier { $no }
}
compare-grew = Des images sont arrivées depuis votre comparaison
compare-grew-next = { $n ->
    [one] L’étude compte maintenant { $n } image. Comparez de nouveau, puis confirmez.
   *[other] L’étude compte maintenant { $n } images. Comparez de nouveau, puis confirmez.
}
compare-conflicts = Hors du dossier : identifiant d’une autre image de l’étude, contenu différent.
compare-not-sure = Ne pas rattacher
compare-other-case = Saisir un autre numéro
compare-nothing-attached = Rien n’a été rattaché.
compare-number-rule = Un numéro de patient ne compte que s’il vient du même établissement : deux hôpitaux donnent le même numéro à deux personnes.
compare-case-unknown = Le dossier { $no } n’existe pas. Vérifiez le numéro.
compare-case-shape = Ce n’est pas un numéro de dossier. Inscrivez l’année et le numéro, par exemple 2026-0421.
compare-case-missing = Inscrivez le numéro de dossier.
concordance-match = Concorde
concordance-check = À vérifier
concordance-held = Étude retenue
compare-verdict-same = Identique
compare-verdict-needs_a_look = À vérifier
compare-verdict-different = Différent
compare-verdict-not_counted = Ne compte pas
compare-read-as = Lu ainsi : { $name }
compare-reason-family_name = Le nom de famille diffère
compare-reason-family_name_part = Le nom de famille ne concorde qu’en partie
compare-reason-given_names = Le prénom diffère ou manque
compare-reason-other_script = Écrit dans un autre alphabet : comparaison impossible
compare-reason-date_one_digit = Un seul chiffre diffère
compare-reason-date_day_and_month = Le jour et le mois sont inversés
compare-reason-date_other = Une autre date
compare-reason-sex = Le sexe diffère
compare-reason-name_missing = Nom absent d’un côté
compare-reason-accents = Accents
compare-reason-letters = Lettre écrite autrement (œ et oe, ß et ss, ø et o)
compare-reason-hyphens = Trait d’union
compare-reason-apostrophes = Apostrophe
compare-reason-blanks = Espace ou caractère invisible
compare-reason-punctuation = Ponctuation
compare-reason-component_order = Noms et prénoms dans un autre ordre
compare-reason-component_border = Noms et prénoms séparés autrement
compare-reason-middle_name = Deuxième prénom en plus, en moins ou abrégé
compare-reason-title = Titre ou suffixe
compare-reason-other_name_on_file = Autre nom inscrit au dossier
compare-reason-other_writing = Concorde dans une autre écriture du nom seulement
compare-reason-writings_disagree = Une autre écriture du nom diffère
compare-reason-undeclared_character_set = Jeu de caractères non déclaré
compare-reason-guessed_character_set = Jeu de caractères déduit
compare-reason-damaged_characters = Caractères perdus en route
compare-reason-name_too_long = Trop long pour être comparé en entier
compare-reason-date_missing = Date absente d’un côté
compare-reason-date_placeholder = Date fictive, inscrite faute de mieux
compare-reason-date_partial = Date incomplète
compare-reason-date_written_otherwise = Même date, écrite autrement
compare-reason-date_unreadable = Date illisible
compare-reason-sex_missing = Sexe absent d’un côté
compare-reason-number = Autre numéro du même établissement
compare-reason-number_written_otherwise = Même numéro, écrit autrement
compare-reason-number_missing = Numéro absent d’un côté
compare-reason-number_without_issuer = Établissement émetteur inconnu
compare-reason-number_of_other_issuer = Un autre établissement émetteur
compare-held-name = Étude retenue : le nom diffère de celui du dossier
compare-held-birth_date = Étude retenue : la date de naissance diffère de celle du dossier
compare-held-sex = Étude retenue : le sexe diffère de celui du dossier
compare-held-differs = Étude retenue : l’identité diffère de celle du dossier
compare-held-differs-next = Vérifiez d’abord le numéro de dossier. S’il est juste, appelez l’établissement expéditeur; l’étude reste à rattacher, rien n’est perdu.
compare-held-several = Étude retenue : ses images nomment plus d’une personne
compare-held-several-next = Appelez l’établissement expéditeur : il doit envoyer une étude par personne. Les images reçues sont gardées.
compare-held-unread = Le contenu de l’étude n’est pas encore lu
compare-held-unread-next = Revenez à l’étude dans une minute. Si rien ne change, demandez à l’établissement expéditeur de l’envoyer de nouveau.
compare-held-unreadable = Le contenu de l’étude est illisible
compare-held-unreadable-next = Demandez à l’établissement expéditeur de l’envoyer de nouveau. Les fichiers reçus sont gardés.
compare-held-attached = Cette étude est déjà rattachée à un dossier
compare-held-attached-next = Revenez à l’étude pour voir lequel.

## Modalités
modality-CR = Radiographie (CR)
modality-CT = Tomodensitométrie (CT)
modality-DX = Radiographie (DX)
modality-KO = Sélection d’images (KO)
modality-MG = Mammographie (MG)
modality-MR = Résonance magnétique (MR)
modality-NM = Médecine nucléaire (NM)
modality-OT = Autre (OT)
modality-PR = Présentation d’images (PR)
modality-PT = Tomographie par émission de positons (PT)
modality-RF = Fluoroscopie (RF)
modality-SR = Rapport structuré (SR)
modality-US = Échographie (US)
modality-XA = Angiographie (XA)
