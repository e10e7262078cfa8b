# Le champ « Scanner ou chercher », quand il ne mène pas droit à une page.

find-title = Recherche
find-several = Plusieurs choses portent le numéro { $typed }.
find-nothing = Rien ne répond à { $typed }, ou ce n’est pas ouvert à votre fonction. Rien n’a été inscrit.
find-too-long = Ce qui a été saisi est trop long pour être un code ou un numéro. Rien n’a été inscrit.
find-choices = Laquelle?
find-kind-case = Dossier
find-kind-item = Article
find-kind-place = Emplacement
find-kind-shipment = Envoi
find-kind-request = Demande
find-how = Ce que ce champ comprend
find-how-label = Une étiquette
find-how-label-text = Scannez-la, ou saisissez ses 12 caractères, avec ou sans espaces : DI 1234 5678 12.
find-how-number = Un numéro
find-how-number-text = Dossier, envoi ou demande : 2026-0421.
find-how-waybill = Un numéro de repérage
find-how-waybill-text = Celui du transporteur, ou l’étiquette d’un autre établissement.
find-how-not = Besoin d’aide? Coordination : { $phone }.
find-how-name = Un nom
find-how-name-text = Pour la coordination : le début du nom ou du prénom, et au besoin la date de naissance, par exemple bel elo 1984-02-29.
find-people-title = Personnes inscrites
find-people = Personnes inscrites dont le nom répond à { $typed }. Cette recherche est inscrite au journal.
find-people-reading = Des noms sont encore en lecture après le démarrage, les plus récents d’abord : d’autres personnes peuvent répondre à { $typed }. Cherchez de nouveau dans une minute. Cette recherche est inscrite au journal.
find-people-more = Plus de personnes répondent à { $typed } que cette page n’en montre. Ajoutez le prénom ou la date de naissance.
