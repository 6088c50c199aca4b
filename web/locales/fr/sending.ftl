# Écrire, envoyer, suivre : étape Message, page de campagne, boîte d’envoi, canaux.

nav-channels = Canaux
nav-outbox = Boîte d’envoi

panel-step-message = Message

message-channels = Canaux de la campagne
message-leaving = Envoi
message-leaving-hint = Sans date, l’envoi part quand vous le lancez.
field-delay = Pause entre deux messages, en secondes
field-delay-hint = Laissez vide pour envoyer au rythme normal du canal.
delay-out-of-range = Indiquez une pause entre 0 et 3 600 secondes.
message-page-title = Message de « { $title } »
message-heading = Message
message-fixed = La campagne est lancée : son message ne change plus. Rien n’a été modifié.

ready-begin = Partir d’un modèle
ready-invitation = Invitation
ready-invitation-note = Convier à un événement, une visite, une réunion
ready-announcement = Annonce
ready-announcement-note = Faire connaître une nouveauté, une offre
ready-reminder = Relance
ready-reminder-note = Un second mot à qui n’a pas encore répondu
ready-link = Lien du bouton
ready-language = Langue du modèle
ready-applied = Le modèle a remplacé votre message.
ready-undo = Revenir au message précédent
ready-hello = Bonjour
ready-invitation-subject = Invitation : { $title }
ready-invitation-text = { $company } a le plaisir de vous inviter à « { $title } ». Nous serions heureux de vous y retrouver.
ready-invitation-button = Je participe
ready-announcement-subject = { $title }
ready-announcement-text = { $company } vous présente « { $title } ».
ready-announcement-button = En savoir plus
ready-reminder-subject = Rappel : { $title }
ready-reminder-text = Nous vous avons écrit récemment au sujet de « { $title } ». Il est encore temps de nous répondre.
ready-reminder-button = Répondre
ready-from-to = Du { $from } au { $to }
ready-closing = À bientôt,
ready-footer = Ce message vous est envoyé par { $company }.
ready-unsubscribe = Se désinscrire

mail-subject = Objet
mail-html = Message (HTML)
mail-html-hint = Le lien de désinscription est ajouté au bas du message s’il n’y est pas.
mail-tools = Mise en forme
mail-bold = Gras
mail-italic = Italique
mail-link = Lien
mail-merge = Insérer un champ
mail-text = Version texte
mail-text-hint = Laissée vide, elle est tirée du message.
mail-sender = Expéditeur
mail-from = De
mail-reply-to = Répondre à
mail-sender-hint = Laissés vides, l’expéditeur et l’adresse de réponse sont ceux du canal.
merge-company-name = Votre entreprise
merge-unsubscribe-url = Lien de désinscription

preview-title = Aperçu
preview-with = Aperçu avec { $name }
preview-before = Prospect précédent
preview-after = Prospect suivant
preview-place = { $n } sur { $count }
preview-show = Afficher l’aperçu
preview-empty = L’aperçu apparaît ici dès que vous écrivez. Vous pouvez aussi passer cette étape et écrire le message plus tard.
content-in = { $field } : { $what }
content-field-message = Message
content-field-title = Titre
content-field-url = Lien
content-missing-count = { $count ->
    [one] C’est le cas de { $count } prospect sur { $of }.
   *[other] C’est le cas de { $count } prospects sur { $of }.
}
content-empty-for = { $count ->
    [one] « { $name } » n’est pas renseigné pour { $count } prospect sur { $of } : sa place reste vide.
   *[other] « { $name } » n’est pas renseigné pour { $count } prospects sur { $of } : sa place reste vide.
}
content-missing = « { $name } » n’est pas renseigné pour ce prospect : sa place reste vide.
content-no-subject = Il manque l’objet du message.
content-nothing = Le message est vide.
content-too-large = C’est trop long : { $max } au plus.
content-several-lines = Écrivez-le sur une seule ligne.
content-unprintable = Ce texte contient un caractère invisible : retirez-le.
content-no-address = Ce n’est pas une adresse e-mail, comme bonjour@exemple.fr ou Mairie <bonjour@exemple.fr>.
content-no-link = Un lien commence par http:// ou https://.
content-unknown-field = Le champ « { $name } » n’existe pas dans votre base.
content-written = { $label } s’écrit { $tag }.
content-unknown-filter = Ligne { $line } : « { $name } » n’existe pas. Après la barre, écrivez default, upper, lower, capitalize, title, trim, urlencode, round ou int.
content-unclosed = Ligne { $line } : un champ ou une condition s’ouvre et n’est pas fermé, il manque { $close }.
content-no-end = Ligne { $line } : cette condition n’est pas fermée, il manque { $end }.
content-no-condition = Ligne { $line } : aucune condition n’est ouverte avant cette ligne.
content-template = Ligne { $line } : ce passage entre accolades n’est pas compris. Un champ s’écrit { $example }.
content-empty-link = Ligne { $line } : un lien n’a pas d’adresse.
content-bad-link = Ligne { $line } : le lien « { $link } » ne peut pas partir. Un lien est un champ, ou commence par https://, http://, mailto: ou tel:.
content-other-sender = Ce canal n’envoie que pour { $domains }. Choisissez un expéditeur de ce domaine, ou ajoutez le vôtre à la configuration du canal.
content-forbidden = Ligne { $line } : « { $what } » ne peut pas servir dans un message.
content-too-complex = Ce message demande trop de travail pour chaque prospect : simplifiez-le.
content-too-many-links = Ce message a trop de liens : { $max } au plus.

test-to = Envoyer un essai à
test-send = Envoyer l’essai
test-sandbox = En bac à sable, l’essai arrive dans la boîte d’envoi.
test-in-outbox = L’essai est dans la boîte d’envoi.
test-look = Voir la boîte d’envoi
test-sent = L’essai est parti vers { $address }.
test-not-sent = L’essai n’est pas parti : { $reason }

review-when = Envoi
review-when-launched = Au lancement, depuis la page de la campagne
review-pace = Rythme
review-pace-full = Au rythme normal du canal
review-pace-delay = { $seconds ->
    [one] Un message toutes les { $seconds } seconde
   *[other] Un message toutes les { $seconds } secondes
}
review-message = { $channel ->
    [email] Objet de l’e-mail
    [sms] SMS
    [push] Notification
    [postal] Courrier
   *[other] Message
}
review-unwritten = Pas encore écrit : à faire avant l’envoi

act-launch = Lancer
act-schedule = Planifier
act-schedule-at = Planifier l’envoi
act-pause = Pause
act-resume = Reprendre
act-write = Écrire le message
act-message = Message
act-launch-confirm = { $count ->
    [one] Envoyer « { $title } » à { $count } personne, pour de vrai ?
   *[other] Envoyer « { $title } » à { $count } personnes, pour de vrai ?
}
act-launch-sandbox-confirm = { $count ->
    [one] Envoyer « { $title } » à { $count } personne, dans le bac à sable ?
   *[other] Envoyer « { $title } » à { $count } personnes, dans le bac à sable ?
}
act-launch-left-out = { $count ->
    [one] { $count } autre n’est pas joignable.
   *[other] { $count } autres ne sont pas joignables.
}
act-cancel-sending = { $count ->
    [one] Annuler l’envoi à { $count } personne
   *[other] Annuler l’envoi à { $count } personnes
}
act-cancel-sending-confirm = { $count ->
    [one] Annuler l’envoi à { $count } personne ? Ce qui est parti reste parti.
   *[other] Annuler l’envoi à { $count } personnes ? Ce qui est parti reste parti.
}
page-unwritten = Il reste à écrire le message de cette campagne avant de l’envoyer.
launch-no-content = { $channel ->
    [email] Rien n’est parti : l’e-mail n’est pas encore écrit.
    [sms] Rien n’est parti : le SMS n’est pas encore écrit.
    [push] Rien n’est parti : la notification n’est pas encore écrite.
    [postal] Rien n’est parti : le courrier n’est pas encore écrit.
   *[other] Rien n’est parti : le message n’est pas encore écrit.
}
launch-no-plugin = { $channel ->
    [email] Rien n’est parti : aucun plugin n’envoie les e-mails. Retirez ce canal de la campagne ou installez son plugin.
    [sms] Rien n’est parti : aucun plugin n’envoie les SMS. Retirez ce canal de la campagne ou installez son plugin.
    [push] Rien n’est parti : aucun plugin n’envoie les notifications. Retirez ce canal de la campagne ou installez son plugin.
    [postal] Rien n’est parti : aucun plugin n’envoie les courriers. Retirez ce canal de la campagne ou installez son plugin.
   *[other] Rien n’est parti : aucun plugin ne sert ce canal. Retirez-le de la campagne ou installez son plugin.
}
launch-content = Rien n’est parti : le message est à corriger. { $detail }

sending-progress = Avancement de l’envoi
sending-done = { $done } sur { $total }
sending-rate = { $rate ->
    [one] { $rate } message par minute
   *[other] { $rate } messages par minute
}
sending-retries = { $count ->
    [one] { $count } réessai, le { $at }.
   *[other] { $count } réessais, le prochain le { $at }.
}
sending-may-leave = Vous pouvez quitter cette page : l’envoi continue.
stopped-error-rate = L’envoi s’est mis en pause : trop de messages sont refusés. Ce qui est parti reste parti, rien ne part deux fois. Vérifiez le canal, puis reprenez. Dernière réponse : { $detail }
stopped-plugin-fault = L’envoi s’est mis en pause : le plugin du canal est en panne. Ce qui est parti reste parti, rien ne part deux fois. Voyez la page du canal, puis reprenez. { $detail }
stopped-no-plugin = L’envoi s’est mis en pause : plus aucun plugin ne sert ce canal. Installez-le, puis reprenez.
stopped-content = L’envoi s’est mis en pause : le message utilise un champ qui n’existe plus. Recréez ce champ, puis reprenez.
stopped-back-in-sandbox = L’envoi s’est mis en pause : le canal est revenu en bac à sable ({ $channel }), et cette campagne a été lancée pour de vrai. Ce qui est parti reste parti, rien d’autre ne part. Repassez le canal en réel, puis reprenez.
stopped-held = L’envoi attend : le service qui prend les messages n’en prend aucun pour l’instant. Rien n’est perdu, un nouvel essai part de lui-même ({ $at }). Si cela dure, vérifiez le canal. Dernière réponse : { $detail }
stopped-other = L’envoi s’est mis en pause de lui-même. Ce qui est parti reste parti. { $detail }
toast-finished = { $sent ->
    [one] L’envoi est terminé : { $sent } message envoyé.
   *[other] L’envoi est terminé : { $sent } messages envoyés.
}
toast-partially-failed = L’envoi est terminé : { $sent } messages envoyés, { $failed } en échec ou sans réponse.

figure-sent = Envoyés
figure-of-messages = { $total ->
    [one] sur { $total } message
   *[other] sur { $total } messages
}
figure-failures = { $rate } d’échecs
figure-opens = Ouvertures
figure-opened-by = { $count ->
    [one] { $count } message ouvert
   *[other] { $count } messages ouverts
}
figure-clicks = Clics
figure-clicked-by = { $count ->
    [one] { $count } message cliqué
   *[other] { $count } messages cliqués
}
figure-machine-opens = { $count ->
    [one] { $count } ouverture par une machine
   *[other] { $count } ouvertures par des machines
}
figure-machine-clicks = { $count ->
    [one] { $count } clic par une machine
   *[other] { $count } clics par des machines
}
figure-open-rate = Taux d’ouverture
figure-tracked = mesuré sur { $share } des envoyés, qui l’ont accepté
figure-untracked = personne n’a accepté d’être mesuré
figure-click-rate = Taux de clic
figure-reading = Temps de lecture moyen
figure-seconds = { $seconds ->
    [one] { $seconds } seconde
   *[other] { $seconds } secondes
}
figure-unsubscribed = Désinscriptions

accounts-of = { $channel ->
    [email] Comptes de l’e-mail
    [sms] Comptes du SMS
    [push] Comptes des notifications
    [postal] Comptes du courrier
   *[other] Comptes
}
accounts-heading = { $channel ->
    [email] E-mail : le compte des { $total } prospects
    [sms] SMS : le compte des { $total } prospects
    [push] Notification : le compte des { $total } prospects
    [postal] Courrier : le compte des { $total } prospects
   *[other] Le compte des { $total } prospects
}
reason-gone = prospect supprimé
reason-cancelled = envoi annulé
reason-refused = refusé par le destinataire
reason-retries = essais épuisés
reason-plugin-fault = le canal échoue sur ce message
reason-content = message impossible à composer
reason-interrupted = interrompu pendant l’envoi
sending-quiet = Des SMS attendent : pas de publicité de 20 h à 8 h, le dimanche ni les jours fériés, à l’heure du destinataire. Les premiers repartent le { $at }.
message-quiet = attend l’heure permise, { $at }
reason-bounced = l’adresse ne marche plus
reason-bounced-soft = l’adresse ne marchait pas à ce moment
reason-no-answer = réponse perdue

messages-heading = Message par message
messages-sort = Trier par
messages-filter = Filtrer les messages
messages-none = Aucun message ici.
messages-all = Tous
messages-sent = Envoyés
messages-opened = Ouverts
messages-clicked = Cliqués
messages-failed = En échec
messages-waiting = En attente
messages-skipped = Écartés
message-waiting = En attente
message-sent = Envoyé
message-delivered = Remis
message-opened = Ouvert
message-clicked = Cliqué
message-bounced = Revenu
message-failed = En échec
message-unknown = Sans réponse
message-skipped = Écarté
message-unsubscribed = désinscrit par ce message
message-person-gone = Prospect supprimé
col-email = E-mail
col-company = Entreprise
col-opens = Ouvertures
col-clicks = Clics
col-sent-at = Envoyé le
col-last-open = Dernière ouverture
col-to = Destinataire

outbox-intro = Ce que le bac à sable a retenu, tel que vos prospects l’auraient reçu.
outbox-empty-title = La boîte d’envoi est vide
outbox-empty-text = Lancez une campagne ou envoyez un essai : chaque message arrive ici tel qu’il serait parti.
outbox-no-subject = Sans objet
outbox-test = Essai
outbox-rendered = Le message tel qu’il aurait été lu
outbox-counts = Vous lisez ce message à la place de son destinataire : l’ouvrir, cliquer ou se désinscrire compte comme si c’était lui.
outbox-text = Version texte
outbox-source = Source
outbox-download = Télécharger la source

channels-intro = Par où vos messages partent. En bac à sable, ils restent dans la boîte d’envoi.
channel-reach-base = { $count ->
    [one] { $count } prospect joignable
   *[other] { $count } prospects joignables
}
channel-healthy = Aucune panne connue
channel-fault-at = Panne le { $at }
channel-fault-safe = Les messages concernés sont comptés : ceux qui n’étaient pas partis repartiront, ceux dont la réponse s’est perdue sont signalés et ne sont pas renvoyés.
channel-not-installed = Plugin non installé
channel-not-installed-text = Aucun plugin ne sert encore ce canal. Il sera configurable ici dès son installation.
channel-plugin = Plugin : { $name }
channel-plugin-none = Plugin : aucun
channel-test = Message d’essai
channel-test-what = { $mode ->
    [sandbox] Un message part pour de vrai par la configuration enregistrée, même en bac à sable.
   *[live] Un message part pour de vrai par la configuration enregistrée.
}
channel-test-to-email = Votre adresse e-mail
channel-test-to-phone = Votre téléphone
channel-test-send = Envoyer un message d’essai
channel-test-subject = Message d’essai de Relais
channel-test-text = Bonjour, ce message d’essai confirme que le canal est relié. Il a été demandé par { $name } ({ $company }).
channel-tested-accepted = Accepté : le message est en route vers { $to }.
channel-tested-refused = Refusé. Réponse reçue : { $said }
channel-tested-later = Pas cette fois ; un autre essai peut réussir. Réponse reçue : { $said }
channel-tested-unknown = La réponse s’est perdue : le message est peut-être parti. { $said }
channel-tested-unsent = Le message n’est pas parti. { $said }
channel-test-busy = Trop d’essais de suite : attendez { $time } avant le prochain.
channel-test-none = Ce canal n’écrit pas à une adresse qui puisse être la vôtre : il ne s’essaie pas ainsi.
channel-configuration = Configuration
channel-plugin-choice = Plugin qui sert ce canal
channel-plugin-hint = Changer de plugin remet le canal en bac à sable, le temps de le configurer. Ce qui est déjà saisi est gardé.
channel-plugin-change = Changer de plugin
channel-callback = Comptes rendus du prestataire
channel-callback-text = Donnez cette adresse à votre prestataire pour qu’il y signale ce qui est arrivé, ce qui est revenu, et les réponses. Elle vaut un secret : ne la publiez pas.
channel-returns = Messages revenus et plaintes, par e-mail
channel-returns-address = Chaque message revient à une adresse qui lui est propre, { $address }, que personne d’autre ne peut inventer.
channel-returns-none = Aucune adresse des retours n’est configurée : les messages qui ne peuvent être remis reviennent à l’expéditeur.
channel-returns-text = Faites suivre ici ce qui y arrive, et les plaintes que des fournisseurs de messagerie vous adressent : le suivi d’envoi est tenu à jour, et plus rien n’est envoyé à qui s’est plaint. Deux façons :
channel-returns-route = chez votre prestataire, une route d’entrée qui envoie l’e-mail entier (MIME brut) à l’adresse ci-dessus ;
channel-returns-pipe = sur votre serveur de messagerie, une commande qui reçoit chaque e-mail sur son entrée :
channel-callback-renew = Changer l’adresse
channel-callback-renew-confirm = Changer l’adresse des comptes rendus ? L’ancienne ne marchera plus : pensez à donner la nouvelle à votre prestataire.
channel-secrets = Secrets
channel-secrets-hint = Ils sont chiffrés et ne s’affichent jamais. Laissez un champ vide pour garder le secret en place.
secret-set = (enregistré)
secret-unset = (facultatif, aucun)
secret-forget = Supprimer : { $name }
config-default = Par défaut
channel-mode = Mode
mode-live = Réel
mode-sandbox = Bac à sable
mode-live-explained = Les messages partent chez vos prospects.
mode-to-sandbox = Revenir au bac à sable
mode-to-live = Passer en réel
mode-to-live-confirm = { $channel ->
    [email] Passer l’e-mail en réel ? Les prochaines campagnes arriveront chez vos prospects.
    [sms] Passer le SMS en réel ? Les prochaines campagnes arriveront chez vos prospects.
   *[other] Passer ce canal en réel ? Les prochaines campagnes arriveront chez vos prospects.
}
check-config-met = La configuration convient au plugin.
check-config = Configuration à compléter : { $detail }
check-config-fault = Le plugin n’a pas pu vérifier la configuration : { $detail }
check-consent = { $count ->
    [0] Aucun prospect n’est joignable par ce canal avec une base légale.
    [one] { $count } prospect est joignable par ce canal avec une base légale.
   *[other] { $count } prospects sont joignables par ce canal avec une base légale.
}

told-campaign-launched = La campagne est lancée.
told-campaign-scheduled = L’envoi est planifié.
told-campaign-paused = L’envoi est en pause.
told-campaign-resumed = L’envoi reprend.
told-channel-saved = Le canal est configuré.
told-channel-live = Le canal est en réel.
told-channel-sandbox = Le canal est revenu au bac à sable.
told-channel-plugin = Le canal a changé de plugin. Il est en bac à sable, à configurer.
told-channel-callback = L’adresse des comptes rendus est changée.
