# Paramètres : membres, jetons, profil.

copy = Copier
copied = Copié
col-since = Membre depuis
members-change-role = Changer
members-change-role-of = Changer le rôle : { $name }
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
second-factor = Connexion en deux étapes
second-factor-is-on = Votre mot de passe ne suffit pas : un code de votre application d’authentification est demandé à chaque connexion.
second-factor-is-off = Votre mot de passe suffit pour se connecter. Un code de votre téléphone peut être demandé en plus.
second-factor-manage = Gérer
second-factor-set-up = Mettre en place
second-factor-what = Après votre mot de passe, un code à six chiffres sera demandé : celui que montre une application d’authentification de votre téléphone. Vos jetons d’API ne sont pas concernés.
second-factor-begin = Commencer
second-factor-scan = Ajoutez Relais à votre application d’authentification : visez ce carré, ou recopiez la clé. Puis indiquez le code qu’elle montre.
second-factor-qr = Code QR à viser avec l’application d’authentification
second-factor-key = Clé
second-factor-uri = Adresse complète, pour une application sans appareil photo
second-factor-code-hint = Six chiffres ; un nouveau toutes les trente secondes.
second-factor-confirm = Activer
second-factor-now-on = La connexion en deux étapes est activée. Gardez ces codes de secours en lieu sûr : chacun remplace une fois celui de votre application, et ils ne seront plus montrés.
second-factor-done = C’est noté
second-factor-since = Activée le { $at }.
second-factor-left = { $n ->
    [0] Vous n’avez plus de code de secours : désactivez puis réactivez pour en recevoir.
    [one] Il vous reste { $n } code de secours.
   *[other] Il vous reste { $n } codes de secours.
}
second-factor-off = Désactiver
second-factor-off-what = Votre mot de passe suffira de nouveau. Vos autres sessions, sur d’autres appareils, s’arrêtent aussitôt.
