# Les notifications et les courriers : la boîte d’envoi, les clés, ce qui est refusé.

outbox-letter = Le courrier tel qu’il aurait été imprimé
outbox-letter-open = Ouvrir le courrier seul
outbox-notification = La notification telle qu’elle se serait affichée
push-keys = Clés des notifications web
push-keys-explained = Les notifications sont signées par une paire de clés qui vous appartient. La clé secrète est scellée et n’est jamais montrée ; les navigateurs s’abonnent avec la clé publique. Changer de clés plus tard rend tous les abonnements inutilisables.
push-keys-create = Créer les clés

invalid-subscription = Ce n’est pas un abonnement aux notifications : donnez endpoint et keys d’un navigateur, ou token d’un appareil.
invalid-push-service = Les notifications ne partent pas vers ce service : l’entreprise ne l’a pas autorisé, ou n’a pas encore de clés.
