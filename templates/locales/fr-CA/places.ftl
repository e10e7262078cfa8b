# Emplacements du centre : la liste, l’ajout, un emplacement.

nav-places = Emplacements
places-title = Emplacements
places-facts = Où les films sont reçus, posés et rangés. Chacun a son étiquette.
places-to-set-up = Le centre n’est pas encore aménagé
places-to-set-up-text = Ajoutez les emplacements dans l’ordre, du plus grand au plus petit : un local, l’armoire qui s’y trouve, ses tablettes. Imprimez ensuite leurs étiquettes et apposez-les. Il manque :
place-need-dock = un quai de réception, pour recevoir les colis;
place-need-bench = une table de travail, où se préparent les envois et les disques;
place-need-archive = une tablette des archives derrière deux barrières indépendantes, par exemple une armoire fermée à clé dans un local fermé à clé.
places-none-yet = Ajoutez le premier avec le formulaire.
place-added = Emplacement ajouté. Imprimez son étiquette et apposez-la.
place-renamed = Emplacement renommé. Son étiquette porte encore l’ancien nom : imprimez-la de nouveau.
place-retired = Emplacement retiré. Son étiquette n’agit plus; son historique reste.
place-begins = des archives commencent ici
place-barrier-of = { $lock } : { $name }
place-independent = { $n ->
    [0] Aucune barrière indépendante
    [one] { $n } barrière indépendante
   *[other] { $n } barrières indépendantes
}

place-add = Ajouter un emplacement
place-add-do = Ajouter l’emplacement
place-name = Nom
place-name-help = Comme le personnel le dit. Il est imprimé sur l’étiquette.
place-kind = Nature
place-choose = Choisir
place-parent = Se trouve dans
place-parent-help = L’emplacement qui le contient.
place-parent-none = Aucun autre emplacement
place-lock = Serrure
place-lock-help = Celle qu’il faut ouvrir pour y accéder, en plus de celles de l’emplacement qui le contient.
place-lock-none = Aucune
place-key = Clé
place-key-help = Deux serrures qu’une même clé ouvre ne comptent que pour une barrière.
place-key-new = Une clé qui n’ouvre que cette serrure
place-archive-begins = Des archives commencent ici
place-archive-begins-help = Les articles n’y entrent et n’en sortent que sous double verrou.
place-wrong-name = Le nom manque.
place-wrong-kind = Choisissez la nature de l’emplacement.
place-wrong-parent = Un emplacement de cette nature ne peut pas se trouver là. Choisissez-en un autre.
place-wrong-lock = Choisissez une serrure de la liste.
place-wrong-key = Choisissez une clé de la liste.
place-wrong-archive = Des archives commencent par un local, une cage, une armoire ou un coffre-fort qui n’est pas déjà dans des archives.
place-name-characters = Une étiquette ne peut pas porter ce nom. Employez des lettres latines, des chiffres et la ponctuation courante.

place-title = Emplacement
place-print = Imprimer l’étiquette
place-keys = Clés de sa serrure
place-contents = Contenu
place-contents-all = Tous les articles de cet emplacement
place-empty = Rien n’y est déposé
place-empty-text = Ce qui y est scanné est montré ici.
place-locks = Étiquette et barrières
place-rename = Renommer
place-rename-help = L’historique garde les deux noms.
place-rename-do = Renommer l’emplacement
place-retire = Retirer
place-retire-help = Un emplacement vide dont le centre ne se sert plus. Son étiquette cesse d’agir; rien n’est effacé.
place-retire-do = Retirer l’emplacement

refusal-place-holds = { $n ->
    [one] Rien n’a été inscrit : { $n } article s’y trouve encore. Déplacez-le d’abord.
   *[other] Rien n’a été inscrit : { $n } articles s’y trouvent encore. Déplacez-les d’abord.
}
refusal-place-contains = { $n ->
    [one] Rien n’a été inscrit : { $n } emplacement s’y trouve encore. Retirez-le d’abord.
   *[other] Rien n’a été inscrit : { $n } emplacements s’y trouvent encore. Retirez-les d’abord.
}
refusal-no-workbench = Le centre n’a pas encore de table de travail. La garde doit l’ajouter à la page Emplacements.
