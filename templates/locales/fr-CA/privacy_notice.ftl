# Politique de confidentialité, lue par les patientes, les patients et le personnel.

privacy-title = Politique de confidentialité
privacy-version = { $organisation } : version du { $date }
privacy-lead = Ce service prépare un deuxième avis médical. Voici ce qu’il conserve à votre sujet, pourquoi, et ce que vous pouvez demander.
privacy-what = Ce que nous conservons
privacy-what-patients = Si vous demandez un avis : votre identité, vos coordonnées, les documents, films et images reçus avec votre autorisation, et l’avis rendu.
privacy-what-staff = Si vous travaillez ici : votre nom, votre fonction et chaque acte posé : qui, quoi, quand, pour quel motif.
privacy-what-not = Aucun numéro de carte de paiement, aucun profil publicitaire, aucune mesure d’audience.
privacy-why = Pourquoi
privacy-why-text = Pour réunir votre dossier, l’étudier, rendre l’avis, vous en remettre une copie, et prouver ce qui a été fait de chaque film et de chaque document.
privacy-where = Où
privacy-where-text = Sur un serveur installé dans l’établissement, chiffré, sans service infonuagique. Les films et documents papier sont gardés dans des archives sous double verrou.
privacy-who = Qui peut les voir
privacy-who-text = Les personnes qui en ont besoin pour votre dossier, selon leur fonction, et les médecins spécialistes à qui le dossier est attribué. Chaque ouverture est inscrite dans un journal où toute altération est décelable. Rien n’est communiqué à l’extérieur sans votre autorisation, sauf si la loi l’exige.
privacy-long = Combien de temps
privacy-long-text = Aussi longtemps que la loi et le calendrier de conservation l’exigent; ensuite, les renseignements sont détruits ou les originaux vous sont restitués, et la destruction est attestée.
privacy-cookies = Témoins de connexion
privacy-cookies-text = Deux témoins seulement, posés par ce site : l’un garde votre session ouverte, l’autre votre langue. La session se ferme après { $n } minutes sans activité. Aucun témoin de tiers.
privacy-rights = Ce que vous pouvez demander
privacy-right-access = Consulter votre dossier ou en recevoir une copie.
privacy-right-correct = Faire rectifier un renseignement inexact, incomplet ou équivoque, ou y joindre vos commentaires.
privacy-right-log = Savoir qui a ouvert votre dossier, et quand.
privacy-right-withdraw = Retirer votre consentement; nous vous dirons d’abord ce que cela change.
privacy-right-complain = Porter plainte auprès de nous, puis de la Commission d’accès à l’information.
privacy-reach = À qui vous adresser
privacy-reach-text = Personne responsable de la protection des renseignements personnels : { $who }. Pour la joindre : { $how }.
