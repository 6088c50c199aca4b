# Connexion, création d’un compte, invitation.

field-email = Adresse e-mail
field-work-email = Adresse e-mail professionnelle
field-password = Mot de passe
field-company = Nom de l’entreprise
field-your-name = Vos prénom et nom
password-hint = Au moins { $min } caractères. Une phrase facile à retenir convient très bien.

login-title = Connexion
login-intro = Retrouvez vos prospects et vos campagnes.
login-action = Se connecter
login-no-account = Votre entreprise n’a pas encore d’espace ?
login-to-signup = Créer un compte

signup-title = Créer l’espace de votre entreprise
signup-intro = Vous en serez l’administrateur. Tout envoi reste en bac à sable tant que vous n’en décidez pas autrement.
signup-action = Créer le compte
signup-has-account = Vous avez déjà un compte ?

invitation-title = Invitation
invitation-join = Rejoindre { $company }
invitation-intro = Invitation pour { $email }, avec le rôle « { $role } ».
invitation-action = Accepter l’invitation
invitation-gone = Cette invitation n’est plus valable
invitation-gone-why = Le lien a déjà servi ou il est trop ancien. Demandez à votre administrateur de vous inviter à nouveau.
invitation-known = Vous avez déjà un compte à cette adresse : confirmez avec son mot de passe.

field-code = Code
login-code-title = Code de connexion
login-code-intro = Votre mot de passe est le bon. Indiquez maintenant le code que montre votre application d’authentification.
login-code-hint = Six chiffres, ou l’un de vos codes de secours si vous n’avez plus l’appareil.
login-code-back = Recommencer avec une autre adresse
