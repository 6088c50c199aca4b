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
