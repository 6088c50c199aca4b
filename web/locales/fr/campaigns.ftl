# Campagnes : liste, volet de création, page, modification.

campaigns-any-status = Tous les statuts
campaigns-none-here = Aucune campagne avec ce filtre
campaigns-show-all = Voir toutes les campagnes

panel-close = Fermer le volet
panel-step-audience = Audience
panel-step-campaign = Campagne
panel-step-review = Vérifier
panel-back = Retour
panel-next = Suivant
panel-validate = Valider

audience-intro = Sans filtre, la campagne s’adresse à toute la base. Dans un groupe, les valeurs s’ajoutent ; d’un groupe à l’autre, elles se croisent.
audience-chosen = Filtres choisis
# Mot pour mot comme dans le cahier des charges, espace simple compris.
audience-count = Nombre de prospects :
audience-unknown = Nombre inconnu : le serveur n’a pas répondu.
audience-uncounted = Le nombre de prospects n’a pas pu être calculé. Vos cases cochées sont gardées.
audience-nobody = Personne ne correspond à ces filtres : retirez-en un pour continuer.
audience-refresh = Mettre à jour le nombre
chip-remove = Retirer le filtre { $group } : { $label }
group-chosen = { $count ->
    [one] { $count } choisi
   *[other] { $count } choisis
}
group-search = Chercher parmi { $count } valeurs
group-search-in = { $group } : chercher parmi { $count } valeurs
group-search-none = Rien ne correspond à « { $query } ».
group-search-more = D’autres valeurs correspondent : précisez la recherche.
range-from = De
range-to = À
filters-none = Toute la base, sans filtre.

field-title = Nom de la campagne
name-free = Ce nom est disponible.
name-taken = Une campagne porte déjà ce nom.
name-too-long = Ce nom est trop long : 120 caractères au plus.
event-past = Cette date est passée. Vous pouvez la garder, par exemple pour archiver une campagne.
field-event-date = Date de l’événement
field-end = Fin
field-end-date = Date de fin
field-duration = ou durée en jours
end-not-after-start = La date de fin doit être après la date de l’événement.
field-network = Réseau social
network-none = Aucun en particulier (Multi-canal)
field-channels = Canaux
channels-missing = Choisissez au moins un canal.
channel-reaches = { $count ->
    [one] { $count } joignable
   *[other] { $count } joignables
}
field-description = Description
field-publication = Publication
field-scheduled-at = Date et heure d’envoi
field-time-zone = Fuseau horaire

review-receive = { $count ->
    [one] { $count } destinataire
   *[other] { $count } destinataires
}
review-basis = Base légale des destinataires
review-what-happens = À la validation, l’audience est figée, répartie en segments et exportée. Rien n’est envoyé.

col-cluster = Segment
col-cluster-id = Numéro
col-channel = Canal
col-share = Part
chart-clusters = Segments de l’audience
chart-clusters-note = Le plus grand segment, « { $label } », réunit { $share } de l’audience.
chart-reach = Joignables par canal
chart-reach-note = { $count ->
    [one] Sur { $count } prospect de l’audience.
   *[other] Sur les { $count } prospects de l’audience.
}
chart-spread = Répartition : { $category }
chart-spread-note = En tête, « { $value } » avec { $share } de l’audience.

page-scheduled = Envoi le { $at }
page-download = Télécharger le CSV
page-edit = Modifier
page-more = Plus
page-cancel = Annuler la campagne
page-cancel-confirm = { $count ->
    [one] Annuler la campagne préparée pour { $count } prospect ?
   *[other] Annuler la campagne préparée pour { $count } prospects ?
}
page-delete = Supprimer
page-delete-confirm = { $count ->
    [one] Supprimer « { $title } », son audience de { $count } prospect et ses fichiers ?
   *[other] Supprimer « { $title } », son audience de { $count } prospects et ses fichiers ?
}
page-figures = Chiffres de la campagne
page-segments = { $count ->
    [one] en { $count } segment
   *[other] en { $count } segments
}
page-nothing-sent = rien n’est encore parti
page-clusters = Détail des segments
page-audience = Audience choisie
page-files = Fichiers
page-files-none = L’export apparaîtra ici à la fin de la préparation.
file-facts = { $rows ->
    [one] { $rows } ligne, { $size }
   *[other] { $rows } lignes, { $size }
}
page-about = À propos
page-created = Créée le
page-created-by = Par

edit-title = Modifier « { $title } »
edit-heading = Modifier la campagne
edit-audience-frozen = L’audience est figée : elle ne change pas quand vous modifiez la campagne.
