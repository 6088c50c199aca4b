# Paramètres.

settings-company = Entreprise
settings-members = Membres
settings-tokens = Jetons d’API
settings-profile = Mon profil
settings-slug = Nom court pour la ligne de commande :
settings-licences = Composants libres et leurs licences
field-country = Pays
field-country-hint = Pour les numéros de téléphone sans indicatif.
field-language = Langue
never = jamais
col-role = Rôle
col-actions = Actions

members-me = vous
members-role-of = Rôle : { $name }
members-remove = Retirer
members-remove-one = Retirer { $name }
members-remove-confirm = Retirer { $name } de l’entreprise ? Ses sessions et ses jetons s’arrêtent aussitôt.
members-invite = Inviter un collègue
members-invite-action = Inviter
members-link = Transmettez ce lien à la personne invitée. Il ne sera plus affiché.
members-pending = Invitations en attente
members-until = valable jusqu’au { $at }
members-revoke = Annuler
members-revoke-one = Annuler l’invitation envoyée à { $email }

tokens-none = Aucun jeton
tokens-none-text = Un jeton permet à un autre logiciel d’agir en votre nom, avec vos droits.
tokens-label = Nom du jeton
tokens-label-hint = Le logiciel ou l’usage, pour le reconnaître plus tard.
tokens-last-used = Dernier usage
tokens-copy-now = Copiez ce jeton maintenant. Il ne sera plus affiché.
tokens-new = Nouveau jeton
tokens-new-action = Créer le jeton
tokens-revoke = Révoquer
tokens-revoke-one = Révoquer { $label }
tokens-revoke-confirm = Révoquer « { $label } » ? Le logiciel qui l’utilise perd l’accès aussitôt.
