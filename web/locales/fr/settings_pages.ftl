# Paramètres : membres, jetons, profil.

copy = Copier
copied = Copié
col-since = Membre depuis
members-change-role = Changer
members-change-role-of = Changer le rôle de { $name }
members-leave = Quitter l’entreprise
members-leave-confirm = Quitter { $company } ? Vos sessions et vos jetons pour cette entreprise s’arrêtent aussitôt.
members-last-administrator = { $name } est le dernier administrateur : nommez-en un autre avant de changer son rôle ou de le retirer. Rien n’a été modifié.
members-known = Cette personne fait déjà partie de l’entreprise.
tokens-label-missing = Donnez un nom à ce jeton.
tokens-created = Créé le
