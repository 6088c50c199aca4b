# Prospects : liste, fiche, formulaire.

contacts-search = Chercher un prospect
contacts-search-example = Adresse e-mail ou téléphone exact
contacts-search-action = Chercher
contacts-filters = Filtres
contacts-all = Voir tous les prospects
contacts-count = { $count ->
    [one] { $count } prospect
   *[other] { $count } prospects
}
contacts-of = sur { $count }
contacts-none = Aucun prospect ne correspond
contacts-none-text = La recherche porte sur l’adresse ou le numéro entier. Retirez un filtre ou vérifiez la saisie.
col-name = Nom

contact-add = Ajouter un prospect
contact-edit = Modifier le prospect
contact-edit-title = Modifier { $name }
contact-identity = Coordonnées
contact-attributes = Informations propres à votre base
contact-channels = Canaux
contact-reachable = Joignable
contact-unreachable = Non joignable
contact-since = depuis le { $day }
contact-no-campaign = Ce prospect n’est dans aucune des dernières campagnes.
contact-dates = Entré dans la base le { $created }, modifié le { $updated }.
contact-delete-confirm = Supprimer { $name } de la base ?
contact-duplicate = Un prospect a déjà cette adresse e-mail :
