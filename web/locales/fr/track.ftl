# Ce que voit une personne qui suit le lien de désinscription d’un message.

unsubscribe-title = Se désabonner
unsubscribe-what = Vous ne recevrez plus { $channel } de la part de { $company }.
unsubscribe-action = Se désabonner
unsubscribe-done = C’est fait
unsubscribe-done-what = Vous ne recevrez plus { $channel } de la part de { $company }. Vous n’avez rien d’autre à faire.
unsubscribe-email = d’e-mails
unsubscribe-sms = de SMS
unsubscribe-push = de notifications
unsubscribe-postal = de courriers
