# Planche d’étiquettes.

label-sheet-title = Planche d’étiquettes
label-sheet-heading = Planche d’étiquettes, { $n } sur 30, format Lettre
label-sheet-how = Imprimez à 100 %, sans ajuster à la page. Chaque étiquette entre en vigueur quand elle a été scannée une fois.
label-found = Trouvé? { $phone }
label-demo = (DÉMO)
label-film = FILM
label-jacket = POCHETTE
label-disc = DISQUE
label-paper = PAPIER
label-other = ARTICLE
label-sheets = { $n ->
    [one] { $n } feuille
   *[other] { $n } feuilles
}
label-discs = { $n ->
    [one] { $n } disque
   *[other] { $n } disques
}
label-pages = { $n ->
    [one] { $n } page
   *[other] { $n } pages
}
