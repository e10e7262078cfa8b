# Mots communs à toutes les pages. Espace insécable (U+00A0) devant : et %, dans « ».

## Coquille
brand = Doublelock
coordination-centre = Centre de coordination
skip-to-content = Aller au contenu
menu-open = Menu
menu-close = Fermer le menu
nav-label = Navigation principale
crumbs-label = Fil d’Ariane
find-label = Scanner ou chercher un dossier, un article, un envoi
find-hint = Scanner ou chercher
language-other = English
sign-out = Fermer la session
session-until = session jusqu’à { $time }
privacy-notice-link = Politique de confidentialité
help-line = Soutien technique : { $phone }
demo-label = Mode démonstration
demo-text = Démonstration : personnes, dossiers et images fictifs
title-error = Erreur :

## Navigation
nav-today = Aujourd’hui
nav-station = Poste de scan
nav-cases = Dossiers
nav-exams = Examens attendus
nav-items = Articles
nav-shipments = Envois
nav-exceptions = Écarts
nav-archive = Archives
nav-studies = Études reçues
nav-discs = Supports
nav-requests = Demandes
nav-retention = Conservation
nav-labels = Étiquettes
nav-journal = Journal vérifiable
nav-jobs = Tâches de l’appareil
nav-people = Sessions ouvertes
nav-own-sessions = Mes sessions
desk-custody = Coordination
desk-imaging = Imagerie
desk-privacy = Vie privée
desk-appliance = Appareil

## Fonctions
duty-coordination = Coordination
duty-custody = Garde des films et colis
duty-imaging = Imagerie médicale
duty-privacy = Protection des renseignements
duty-specialist = Médecin spécialiste
duty-operator = Exploitation de l’appareil
duty-auditor = Vérification du journal
duty-none = Aucune fonction

## Formulaires
field-optional = (facultatif)
field-unsaid = Non précisé
errors-to-fix = { $n ->
    [one] Une réponse à corriger
   *[other] { $n } réponses à corriger
}

## Listes
pager-label = Pages de la liste
pager-first = Au début
pager-next = Suivants
filter-remove = retirer ce filtre
step-done = (fait)
step-todo = (à venir)
step-refused = (refusé)
clock-days-left = { $n ->
    [one] jour restant
   *[other] jours restants
}
clock-due = Réponse exigée au plus tard le { $date }

## Poste de scan
station-leave = Quitter le poste
station-listening = À l’écoute. Scannez, ou saisissez un code
station-deaf = Cette page ne reçoit pas les lectures. Cliquez ici, puis scannez de nouveau
station-camera = Lire avec l’appareil photo
station-camera-view = Ce que voit l’appareil photo
station-camera-refused = L’appareil photo ne répond pas. Permettez-le dans le navigateur, ou saisissez le code.
station-submit = Valider
station-of = sur
station-lost = Connexion perdue
station-lost-what = La dernière lecture n’est peut-être pas inscrite
station-lost-note = Scannez de nouveau le dernier article : s’il est déjà inscrit, le poste le dira.
timer-until = Jusqu’à { $time }
timer-five = Il reste 5 minutes.
timer-one = Il reste 1 minute.

# Words about people that a record holds sealed.
told-erased = effacé (inscription nº { $no })
told-missing = illisible : appelez le soutien technique
form-sent-before = Ce formulaire avait déjà été envoyé. Rien de plus n’a été fait.
