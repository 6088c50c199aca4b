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
profile-password = Mot de passe
profile-password-current = Mot de passe actuel
profile-password-what = Vos autres sessions, sur d’autres appareils, s’arrêtent aussitôt. Vos jetons d’API restent valables.
profile-password-action = Changer le mot de passe
profile-password-wrong = Ce n’est pas votre mot de passe actuel. Rien n’a été modifié.
