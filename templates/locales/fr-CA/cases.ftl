# Coordination : dossiers et leurs patients.

## Liste
cases-title = Dossiers
cases-list = Liste des dossiers
cases-search-form = Chercher une personne ou un dossier
cases-search = Nom, numéro ou étiquette
cases-search-do = Chercher
cases-total = { $n ->
    [0] Aucun dossier
    [one] { $n } dossier
   *[other] { $n } dossiers
}
cases-total-more = Plus de { $n } dossiers
case-col-born = Naissance
cases-page = { $n ->
    [one] { $n } dossier sur cette page, du plus récent au plus ancien
   *[other] { $n } dossiers sur cette page, du plus récent au plus ancien
}
cases-empty-title = Aucun dossier
cases-empty-text = Les dossiers s’affichent ici du plus récent au plus ancien dès qu’un premier est ouvert.
case-open = Ouvrir un dossier
case-col-no = Dossier
case-col-patient = Patiente ou patient
case-col-opened = Ouvert le
case-col-state = État
case-state-collecting = Collecte en cours

## Nouveau dossier
case-new-title = Nouveau dossier
case-patient = Patiente ou patient
case-family-name = Nom de famille
case-given-names = Prénoms
case-name = Nom
case-birth-date = Date de naissance
case-date-help = AAAA-MM-JJ, par exemple 1984-02-29
case-sex = Sexe
case-sex-help = Tel qu’il figure au dossier d’assurance maladie. Il sert à vérifier les images reçues.
case-hospital-number = Numéro de dossier de l’hôpital
case-hospital-number-help = Il ne vaut qu’avec l’établissement qui l’a émis.
case-hospital-issuer = Établissement émetteur
case-language = Langue de correspondance
case-question = Question posée
case-question-help = Ce que la personne veut savoir, dans ses mots.
case-cancel = Annuler
case-missing-family-name = Inscrivez le nom de famille.
case-missing-given-names = Inscrivez au moins un prénom.
case-missing-birth-date = Inscrivez la date de naissance.
case-missing-sex = Choisissez le sexe inscrit au dossier d’assurance maladie, ou « Non inscrit ».
case-missing-language = Choisissez la langue de correspondance.
case-missing-hospital-number = Inscrivez le numéro de dossier, ou retirez l’établissement émetteur.
case-missing-hospital-issuer = Inscrivez l’établissement qui a émis ce numéro : sans lui, le numéro ne désigne personne.

## Mots de listes fermées
sex-F = Féminin
sex-M = Masculin
sex-O = Autre
sex-U = Non inscrit
written-fr = Français
written-en = Anglais

## Un dossier
case-title = Dossier
case-heading = Dossier { $no }
case-born = Naissance : { $date }
case-opened-on = Ouvert le { $date }
case-just-opened = Dossier ouvert. Annoncez maintenant les colis attendus.
case-corrected = C’est corrigé. Le journal garde ce qui était inscrit avant.
case-correct = Corriger
case-correct-title = Corriger un dossier
case-correct-now = Ce qui est inscrit maintenant
case-correct-heading = Corriger le dossier { $no }
case-correct-text = La fiche de la personne est corrigée avec ce dossier.
case-correct-others = { $n ->
    [one] La fiche de la personne est corrigée avec ce dossier; elle sert aussi à { $n } autre dossier.
   *[other] La fiche de la personne est corrigée avec ce dossier; elle sert aussi à { $n } autres dossiers.
}
case-announce = Annoncer un colis
case-studies = Études rattachées
case-no-study = Aucune étude rattachée
case-no-study-text = Les images reçues apparaissent ici dès que l’imagerie les a rattachées à ce dossier.
case-items = Articles
case-no-item = Aucun article
case-no-item-text = Les films et les supports apparaissent ici dès leur réception au poste de scan.
case-shipments = Envois
case-col-item = Article
case-col-kind = Nature
case-col-holder = Où il se trouve
case-col-seen = Vu la dernière fois
case-col-shipment = Envoi
case-col-direction = Sens
case-col-party = Correspondant
case-col-items = Articles
case-not-recorded = Non inscrit
case-no-question = Aucune question n’est encore inscrite.
case-reading-logged = Cette consultation est inscrite au journal.
case-openings = Qui a consulté ce dossier
case-openings-times = { $n } fois de suite
case-openings-note = Cette consultation comprise. Les plus anciennes sont au journal; la copie du dossier les donne toutes.

## Envois vus du dossier

## Est-ce une personne déjà inscrite?
likely-title = Cette personne est-elle déjà inscrite?
likely-crumb = Déjà inscrite?
likely-nothing-yet = Rien n’est encore enregistré. Comparez, puis répondez.
likely-typed = Ce que vous inscrivez
likely-same = C’est cette personne
likely-same-text = Le nouveau dossier s’ajoute aux siens.
likely-number-only = Même numéro, autre personne
likely-number-only-text = Le nom et la date de naissance diffèrent tous les deux : le numéro est mal inscrit, ou il a été donné deux fois. Vérifiez-le sur le papier de l’hôpital.
likely-nobody-title = { $n ->
    [one] Ce n’est pas cette personne
   *[other] Ce n’est aucune de ces personnes
}
likely-nobody = Ouvrir pour une autre personne
likely-nobody-text = Une nouvelle fiche est créée pour elle.
likely-correct = Corriger ce qui est inscrit

## La personne d’un dossier
case-also-known = Aussi inscrite sous
case-others = Autres dossiers
case-person = Tout ce qui est inscrit sur cette personne
person-title = Fiche de la personne
person-crumb = Personne
person-of-case = Dossier { $no }
person-record = Fiche
person-record-linked = Fiche reliée
person-cases = { $n ->
    [one] Dossier
   *[other] Dossiers
}
person-cases-list = Dossiers de cette fiche
person-col-entered = Nom inscrit à l’ouverture
person-entered-first = Celui de la fiche
person-separate-legend = Des dossiers d’une autre personne?
person-separate-help = Cochez-les. Une nouvelle fiche est créée au nom inscrit à leur ouverture; leurs images, leurs articles et leurs demandes suivent.
person-separate = Séparer les dossiers cochés
person-missing-cases = Cochez au moins un dossier à séparer.
person-unlink = Ne plus relier
person-unlink-text = Cette fiche est celle d’une autre personne.
person-likely = Fiches semblables
person-maybe = La même personne?
person-nobody = Aucune fiche semblable
person-nobody-text = Personne d’autre n’est inscrit sous un nom et une date de naissance semblables.
person-this = Cette fiche
person-that = L’autre fiche
person-link = Relier les deux fiches
person-link-text = C’est la même personne. Les deux fiches restent telles quelles.
person-said-linked = Les deux fiches sont reliées.
person-said-unlinked = Les fiches ne sont plus reliées.
person-said-separated = Les dossiers cochés ont leur propre fiche.
person-likely-not-yet = Les noms inscrits sont encore en lecture après le démarrage. Rechargez cette page dans une minute.

## Articles à identifier
unidentified-title = Articles à identifier
unidentified-facts = Sortis d’un colis sans être annoncés. Ils n’entrent pas aux archives et ne sont d’aucun dossier avant que quelqu’un l’ait dit.
unidentified-list = { $n ->
    [one] { $n } article
   *[other] { $n } articles
}
unidentified-parcel = Colis
unidentified-since = Trouvé le
unidentified-act = Action
unidentified-none = Aucun article à identifier
unidentified-none-text = Ce qui sort d’un colis sans être annoncé s’affiche ici.
whose-title = De quel dossier vient cet article?
whose-known = Classé
whose-found = Où il a été trouvé
whose-sender = Expéditeur
whose-born = Date de naissance
whose-from-parcel = Dossier annoncé pour ce colis
whose-from-rest = Dossier du reste du colis
whose-from-search = Dossier cherché
whose-from-now = Dossier où il est classé
whose-is-it = L’article est de ce dossier.
whose-look = Comparez le nom et la date de naissance à ce qui est écrit sur l’article.
whose-not-here = Déposez-le d’abord : on ne le classe ni dans une main ni dans un colis.
whose-say = Classer dans le dossier { $no }
whose-say-whole = Classer les { $n } articles du colis dans le dossier { $no }
whose-whole = Colis non annoncé
whose-whole-n = { $n } articles sans dossier
whose-other = Un autre dossier
whose-number = Numéro du dossier
whose-number-help = La personne s’affiche avant que rien soit inscrit.
whose-search = Chercher ce dossier
whose-said = C’est inscrit : l’article est du dossier { $no }. Il peut aller aux archives.
