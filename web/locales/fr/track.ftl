# Ce que voit une personne qui suit le lien de désinscription d’un message.

unsubscribe-title = Se désinscrire
unsubscribe-what = { $company } ne vous enverra plus { $channel }.
unsubscribe-action = Se désinscrire
unsubscribe-done = C’est fait
unsubscribe-done-what = { $company } ne vous enverra plus { $channel }. Vous n’avez rien d’autre à faire.
unsubscribe-email = d’e-mails
unsubscribe-sms = de SMS
unsubscribe-push = de notifications
unsubscribe-postal = de courriers
unsubscribe-other = de messages par le canal « { $channel } »

# La page où l’on s’abonne aux notifications.
push-title = Notifications
push-notice = Si vous acceptez, { $company } vous enverra des notifications sur ses actualités et ses offres dans ce navigateur. { $company } conserve l’adresse que votre navigateur donne à cet effet et la date de votre accord. Vous pouvez arrêter à tout moment, sur cette page ou dans les réglages de votre navigateur.
push-action = Accepter et recevoir les notifications
push-done = Vous recevez les notifications
push-done-what = { $company } vous envoie des notifications dans les navigateurs où vous l’avez accepté.
push-leave = Arrêter les notifications
push-not-offered = { $company } ne propose pas de notifications pour le moment.
push-unsupported = Ce navigateur ne peut pas afficher de notifications. Sur un iPhone ou un iPad, ajoutez d’abord cette page à l’écran d’accueil, puis ouvrez-la de là.
push-denied = Votre navigateur bloque les notifications de cette page. Autorisez-les dans ses réglages, puis réessayez.
push-refused = Les notifications ne peuvent pas être envoyées à ce navigateur. Essayez avec un autre.
push-failed = Rien n’a été enregistré : le navigateur n’a pas répondu. Réessayez plus tard.
