# Mots pour les données : rôles, attributs, langues, valeurs.

role-admin = Administrateur
role-contributor = Contributeur
role-reader = Lecteur
role-compliance-officer = Responsable conformité
role-plugin-developer = Développeur de canaux

attribute-name = Nom
attribute-company = Organisation
attribute-first-name = Prénom
attribute-last-name = Nom de famille
attribute-type = Type
attribute-sector = Secteur
attribute-email = E-mail
attribute-phone = Téléphone
attribute-address = Adresse
attribute-postcode = Code postal
attribute-city = Ville
attribute-department = Département
attribute-region = Région
attribute-country = Pays
attribute-language = Langue
attribute-status = Statut
attribute-website = Site web
attribute-followers = Abonnés { $network }
attribute-has-email = Adresse e-mail
attribute-has-phone = Téléphone
attribute-has-address = Adresse postale
attribute-reach = { $channel ->
    [email] Joignable par e-mail
    [sms] Joignable par SMS
    [push] Joignable par notification
    [postal] Joignable par courrier
    [tracking] Mesure acceptée
   *[other] Joignable par { $channel }
}

value-none = (vide)
value-true = oui
value-false = non
range-between = de { $min } à { $max }
range-above = à partir de { $min }
range-below = jusqu’à { $max }

language-name = { $code ->
    [ar] arabe
    [br] breton
    [ca] catalan
    [co] corse
    [de] allemand
    [en] anglais
    [es] espagnol
    [eu] basque
    [fr] français
    [it] italien
    [lb] luxembourgeois
    [nl] néerlandais
    [oc] occitan
    [pl] polonais
    [pt] portugais
    [ro] roumain
    [tr] turc
    [zh] chinois
   *[other] { $code }
}
