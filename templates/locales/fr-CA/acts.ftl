# Les actes du journal, en un ou quelques mots. La clé est act- suivi du code de l’acte, un tiret au lieu du point.

## À la porte
act-appliance-installed = Appareil mis en service
act-session-opened = Session ouverte
act-session-refused = Ouverture de session refusée
act-person-vouched = Deuxième personne identifiée
act-session-closed = Session fermée par la personne
act-session-ended = Session terminée
act-access-refused = Accès refusé

## Dossiers
act-case-opened = Dossier créé
act-case-corrected = Dossier corrigé
act-exam-expected = Examen attendu
act-exam-corrected = Examen attendu corrigé
act-exam-came = Arrivé pour un examen attendu
act-exam-came_taken_back = Retiré d’un examen attendu
act-exam-followed = Examen attendu relancé
act-exam-closed = Attente d’un examen terminée
act-patient-linked = Fiches reliées
act-patient-unlinked = Fiches qui ne sont plus reliées
act-patient-separated = Dossiers d’une autre personne séparés
act-record-opened = Fiche consultée
act-list-read = Liste consultée

## Garde
act-shipment-announced = Colis annoncé
act-shipment-short = Article manquant déclaré
act-shipment-short_taken_back = Article manquant attendu de nouveau
act-shipment-reconciled = Contenu du colis rapproché
act-shipment-overdue = Colis marqué en retard
act-shipment-dispatched = Envoi remis au transporteur
act-custody-event = Événement de garde d’un article
act-label-issued = Étiquettes émises
act-label-voided = Étiquette remplacée
act-visit-opened = Séance d’accès ouverte à deux
act-visit-extended = Séance d’accès prolongée
act-visit-closed = Séance d’accès rapprochée et fermée
act-place-registered = Emplacements inscrits
act-place-renamed = Emplacement renommé
act-place-retired = Emplacement retiré
act-shipment-prepared = Envoi préparé
act-shipment-arrived = Colis reçu sans annonce
act-shipment-identified = Dossier d’un colis désigné
act-shipment-confirmed = Réception confirmée par le destinataire
act-shipment-confirmation_taken_back = Réception confirmée par erreur
act-shipment-carrier_claimed = Réponse du transporteur inscrite
act-shipment-came_back = Envoi revenu sans être remis
act-shipment-cancelled = Envoi annulé
act-shipment-corrected = Envoi corrigé
act-shipment-waybill_corrected = Numéro de repérage corrigé
act-exception-opened = Écart ouvert
act-exception-assigned = Écart confié
act-exception-followed = Suivi d’un écart
act-exception-closed = Écart réglé
act-exception-reopened = Écart rouvert
act-visit-accounted = Article prévu justifié sans lecture
act-visit-refused = Étape d’une séance d’accès refusée
act-scan-refused = Lecture refusée
act-seal-broken = Scellé retiré
act-seal-inspected = Scellé d’un colis arrivé examiné
act-seal-applied = Scellé apposé

## Imagerie
act-study-received = Images d’une étude reçues et conservées
act-study-described = Description d’images lue
act-intake-refused = Image ou association refusée à l’arrivée
act-study-attached = Étude rattachée à un dossier
act-study-viewed = Images d’une étude affichées

## Vie privée
act-request-logged = Demande inscrite
act-request-identity_confirmed = Identité de la personne qui demande confirmée
act-request-extended = Avis de prorogation envoyé
act-request-corrected = Demande corrigée
act-request-withdrawn = Demande retirée
act-request-refused = Accès au dossier refusé par écrit
act-request-overdue = Demande marquée en retard
act-package-started = Préparation d’une copie du dossier commencée
act-package-failed = Préparation d’une copie du dossier interrompue
act-package-kept = Copie gardée comme réponse, le dossier ayant changé
act-package-fetched = Copie du dossier sortie du coffre
act-package-passphrase_shown = Phrase secrète d’une copie affichée
act-package-built = Copie du dossier terminée
act-package-disc_bound = Disque lié à une copie du dossier
act-request-answered = Réponse donnée à une demande
act-request-receipt_confirmed = Réception de la réponse confirmée
act-disclosure-made = Communication de renseignements inscrite

## Appareil
act-appliance-started = Appareil démarré
act-clock-stepped_back = Recul de l’horloge constaté
act-job-ran = Tâche de l’appareil
act-journal-continued = Journal poursuivi d’une copie antérieure
act-journal-verified = Journal vérifié par l’appareil
act-tables-compared = Tables comparées au journal
act-record-erased = Fiche effacée
act-record-erasure_finished = Effacement mené à terme
act-keys-rotated = Clés renouvelées
act-instance-healed = Image endommagée, remplacée par un nouvel envoi
act-signer-made = Clé qui signe les copies, créée
act-object-damaged = Objets endommagés constatés dans le coffre
act-object-sound = Objets du coffre de nouveau intacts
act-object-destroyed = Objets condamnés retirés du coffre
act-vault-read = Coffre relu
act-tables-rebuilt = Tables refaites d’après le journal
act-journal-exported = Journal exporté
