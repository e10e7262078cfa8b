# Politique de confidentialité, lue par les patientes, les patients et le personnel.

privacy-title = Politique de confidentialité
privacy-version = { $organisation } : version du { $date }
privacy-lead = Ce service prépare un deuxième avis médical. Voici ce que ce système conserve à votre sujet, pourquoi, et ce que vous pouvez demander.
privacy-what = Ce que nous conservons
privacy-what-patients = Si vous demandez un avis : votre nom, votre date de naissance et votre sexe, les images, films et documents reçus, vos demandes et l’adresse où nous y répondons.
privacy-what-staff = Si vous travaillez ici : votre nom, votre fonction et chaque acte posé : qui, quoi, quand, pour quel motif.
privacy-what-not = Aucun numéro de carte de paiement, aucun profil publicitaire, aucune mesure d’audience.
privacy-why = Pourquoi
privacy-why-text = Pour réunir le dossier sur lequel un avis est rendu, vous en remettre une copie, et prouver ce qui a été fait de chaque film et de chaque document.
privacy-where = Où
privacy-where-text = Sur un serveur installé dans l’établissement, chiffré, sans service infonuagique. Les films et documents papier sont gardés dans des archives sous double verrou.
privacy-who = Qui peut les voir
privacy-who-text = Les personnes qui en ont besoin pour votre dossier, selon leur fonction. Chaque ouverture est inscrite dans un journal où toute altération est décelable. Chaque copie remise l’est dans un registre des communications.
privacy-long = Combien de temps
privacy-long-text = Aussi longtemps que la loi et le calendrier de conservation l’exigent. Un dossier n’est effacé que par deux personnes, et l’effacement est inscrit au journal; les originaux vous sont renvoyés par messager.
privacy-cookies = Témoins de connexion
privacy-cookies-text = Deux témoins seulement, posés par ce site : l’un garde votre session ouverte, l’autre votre langue. La session se ferme après { $n } minutes sans activité. Aucun témoin de tiers.
privacy-rights = Ce que vous pouvez demander
privacy-right-access = Consulter votre dossier ou en recevoir une copie.
privacy-right-log = Savoir qui a ouvert votre dossier, et quand.
privacy-right-others = Exercer vos autres droits, dont faire rectifier un renseignement et retirer votre consentement, auprès de la personne nommée plus bas.
privacy-right-complain = Porter plainte auprès de nous, puis de la Commission d’accès à l’information.
privacy-reach = À qui vous adresser
privacy-reach-text = Personne responsable de la protection des renseignements personnels : { $who }. Pour la joindre : { $how }.
