# Ce qui n’a pas pu se faire : ce qui s’est passé, ce qui est intact, ce qu’on peut faire.

problem-invalid = Certains champs sont à corriger ; rien n’a été enregistré.
problem-malformed = La demande n’a pas pu être lue : elle est incomplète ou mal formée. Rien n’a été enregistré.
problem-not-json = Le corps de la demande n’est pas du JSON lisible : il cesse de l’être à la ligne { $line }, colonne { $column }.
problem-not-found = Il n’y a rien à cette adresse.
problem-method-not-allowed = Cette adresse existe, mais n’accepte pas cette méthode.
problem-unauthorized = Un jeton d’API valable est nécessaire dans l’en-tête Authorization.
problem-forbidden = Votre rôle ne permet pas { $permission ->
    [contacts-read] de voir les prospects
    [contacts-write] d’ajouter ni de modifier des prospects
    [contacts-delete] de supprimer des prospects
    [contacts-import] d’importer des prospects
    [contacts-export] de télécharger des prospects
    [audience-read] de compter des audiences
    [campaigns-read] de voir les campagnes
    [campaigns-write] de créer ni de modifier des campagnes
    [campaigns-delete] de supprimer des campagnes
    [campaigns-launch] de lancer ni d’arrêter des campagnes
    [campaigns-export] de télécharger l’audience d’une campagne
    [consent-read] de voir les consentements et les demandes des personnes
    [consent-write] d’enregistrer des consentements ni de traiter les demandes des personnes
    [audit-read] de lire le journal
    [audit-manage] de décider où le journal est déposé
    [channels-read] de voir les canaux
    [channels-manage] de régler les canaux
    [plugins-install] d’installer ni de retirer des plugins
    [members-read] de voir les membres
    [members-manage] d’ajouter, de modifier ni de retirer des membres
    [tokens-manage] de gérer des jetons d’API
    [settings-read] de voir les réglages de l’entreprise
    [settings-manage] de modifier les réglages de l’entreprise
   *[other] cette action
}.
problem-no-company = Votre compte n’appartient plus à aucune entreprise : demandez une invitation à un administrateur.
problem-cross-site = Cette demande vient d’un autre site et a été refusée ; rien n’a été modifié.
problem-too-large = L’envoi dépasse la taille acceptée ; rien n’a été enregistré.
problem-busy = Trop de demandes arrivent en même temps ; rien n’a été modifié. Réessayez dans quelques secondes.
problem-callback-refused = Ce compte rendu n’est pas signé comme il doit l’être, ou n’en est pas un. Rien n’a été modifié.
problem-internal = Un problème est survenu de notre côté ; ce qui était enregistré l’est toujours.

login-wrong = L’adresse ou le mot de passe ne correspond pas. Vérifiez les deux, puis réessayez.
login-code-wrong = Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant, puis réessayez.
login-code-too-late = Le code n’est plus attendu : trop de temps ou trop d’essais sont passés. Reconnectez-vous avec votre mot de passe.
login-throttled = Trop d’essais depuis cet endroit. Votre compte n’est pas bloqué : réessayez dans { $time }.
email-invalid = Cette adresse e-mail n’est pas complète.
text-too-long = C’est trop long : { $max } caractères au plus.
password-too-short = Ce mot de passe est trop court : { $min } caractères au moins.
password-too-long = Ce mot de passe est trop long : { $max } caractères au plus.
password-common = Ce mot de passe est trop courant. Une phrase de plusieurs mots convient très bien.
password-personal = Ce mot de passe reprend votre nom, votre adresse ou votre entreprise : choisissez autre chose.
signup-company-missing = Indiquez le nom de l’entreprise.
signup-name-missing = Indiquez vos prénom et nom.
signup-email-taken = Cette adresse a déjà un compte. Connectez-vous, ou demandez une invitation à votre administrateur.
invitation-password-wrong = Ce n’est pas le mot de passe de ce compte. L’invitation reste valable.
invitation-now-known = Cette adresse a maintenant un compte : confirmez avec son mot de passe.

field-required = Ce champ est nécessaire.
date-unreadable = Cette date n’a pas été comprise.
moment-past = Cette date est déjà passée : choisissez un moment à venir, ou laissez vide.
number-out-of-range = Indiquez un nombre entre { $min } et { $max }.
duration-contradiction = La durée et la date de fin ne disent pas la même chose : gardez l’une des deux.
channel-unknown = Ce canal n’existe pas.
range-unreadable = Ce n’est ni un nombre ni une date : corrigez ou videz ce champ.
campaign-moved-on = La campagne a changé d’état entre-temps ; rien n’a été modifié. Ouvrez sa page pour voir où elle en est.
left-out-no-address = { $channel ->
    [email] sans adresse e-mail
    [sms] sans numéro de téléphone
    [postal] sans adresse postale
    [push] sans abonnement
   *[other] sans adresse pour ce canal
}
left-out-no-ground = sans base légale
left-out-stopped = désinscrits ou opposés
work-campaign-failed = La préparation a rencontré un problème. L’audience choisie est conservée et la préparation reprendra d’elle-même : rechargez cette page dans un instant.
page-choose = Choisir l’audience
task-import = Le fichier « { $file } » attend votre vérification.
task-import-action = Vérifier
task-draft = Le brouillon « { $title } » n’a pas encore d’audience.
task-draft-action = Continuer

cluster-generic = Générique
cluster-various = Profils variés
cluster-own = « { $attribute } »
cluster-value = { $attribute } : { $value }
cluster-mostly = surtout { $what }
cluster-others = { $attribute } : autres
cluster-without = hors { $what }
cluster-present = avec { $attribute }
cluster-missing = sans { $attribute }
cluster-high = { $attribute } : élevé ({ $mean } ; base { $base })
cluster-low = { $attribute } : faible ({ $mean } ; base { $base })
cluster-later = { $attribute } : plus tard que la moyenne
cluster-earlier = { $attribute } : plus tôt que la moyenne

contact-nameless = Prospect sans nom
contact-stopped = désinscrit ou opposé
contact-consents = Consentements et bases légales
consent-what = Acte
consent-withdrawn = Refus ou retrait
consent-on-the-list = Retrait antérieur, retrouvé dans la liste de suppression : ce que le fichier ou la saisie déclare n’y change rien.
contacts-search-neither = Ce n’est ni une adresse e-mail complète ni un numéro de téléphone.
contact-empty = Renseignez au moins une information.
contact-erased = Cette personne a demandé l’effacement de ses données : elle ne peut pas être enregistrée à nouveau.
contact-email-taken = Un autre prospect a déjà cette adresse e-mail ; rien n’a été enregistré.
contact-too-many-attributes = Votre base a atteint le nombre d’informations propres qu’elle peut avoir.
value-unknown-key = Cette information n’existe pas dans votre base.
value-too-long = C’est trop long.
value-extra = Une seule valeur est attendue.
contact-tracked = Acceptée
contact-untracked = Non acceptée
