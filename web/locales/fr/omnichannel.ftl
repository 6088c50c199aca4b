# Une campagne sur plusieurs canaux : onglets du message, aperçus, joignables, ordre des canaux, comptes par canal.

message-no-plugin = { $channel ->
    [email] Aucun plugin n’assure l’e-mail : rien ne peut partir par ce canal. Installez un plugin ou retirez ce canal de la campagne.
    [sms] Aucun plugin n’assure le SMS : rien ne peut partir par ce canal. Installez un plugin ou retirez ce canal de la campagne.
    [push] Aucun plugin n’assure les notifications : rien ne peut partir par ce canal. Installez un plugin ou retirez ce canal de la campagne.
    [postal] Aucun plugin n’assure le courrier : rien ne peut partir par ce canal. Installez un plugin ou retirez ce canal de la campagne.
   *[other] Aucun plugin n’assure ce canal : rien ne peut partir par lui. Installez un plugin ou retirez ce canal de la campagne.
}
message-no-plugin-see = Voir ce canal
message-tab-wrong = (à corriger)
message-fallback-hint = Chaque personne reçoit la campagne sur le premier canal, dans cet ordre, où elle est joignable.
message-changed-meanwhile = Quelqu’un d’autre a modifié cette campagne pendant que vous écriviez. Rien n’a été enregistré ; votre texte est ci-dessous. Ouvrez la page de la campagne pour voir ce qui a changé, puis enregistrez de nouveau si votre version doit la remplacer.
campaign-changed-meanwhile = Quelqu’un d’autre a modifié cette campagne pendant que vous remplissiez ce formulaire. Rien n’a été enregistré ; vos réponses sont ci-dessous. Ouvrez la page de la campagne pour voir ce qui a changé, puis enregistrez de nouveau si vos réponses doivent la remplacer.
problem-campaign-changed = Quelqu’un d’autre a modifié cette campagne entre-temps : relisez-la, puis recommencez.
counted-characters = Caractères :
content-longer-than = Avec ce prospect, « { $field } » fait { $length } caractères : { $max } au plus.
phone-invalid = Ce numéro de téléphone n’est pas complet.

preview-needs-script = L’aperçu de ce canal demande que JavaScript soit activé. Un essai dans la boîte d’envoi montre la même chose.
preview-characters = { $count ->
    [one] { $count } caractère
   *[other] { $count } caractères
}
preview-now = maintenant
preview-leads-to = Mène à
preview-open-document = Ouvrir le PDF
preview-fault = Le plugin du canal n’a pas pu composer cet aperçu : { $detail }
estimate-for = { $people ->
    [one] pour { $people } destinataire
   *[other] pour { $people } destinataires
}
estimate-is-one = { $sampled ->
    [one] Estimation, mesurée sur { $sampled } message.
   *[other] Estimation, mesurée sur { $sampled } messages.
}
test-outbox-only = L’essai est composé pour le prospect de l’aperçu et arrive dans la boîte d’envoi : il ne part jamais.
test-no-address = { $channel ->
    [push] Personne, dans cette audience, n’est abonné aux notifications : il n’y a pas d’essai possible.
   *[other] Il n’y a personne à qui composer cet essai.
}

field-ways = Plusieurs canaux
ways-all = Sur chaque canal
ways-all-hint = Chaque personne reçoit la campagne par tous les canaux où elle est joignable.
ways-first = Sur le premier canal possible
ways-first-hint = Chaque personne la reçoit une seule fois : par le premier canal, sinon le suivant. L’ordre est celui de la liste ci-dessus.
channel-up = { $channel ->
    [email] Essayer l’e-mail plus tôt
    [sms] Essayer le SMS plus tôt
    [push] Essayer la notification plus tôt
    [postal] Essayer le courrier plus tôt
   *[other] Essayer ce canal plus tôt
}
channel-else = { ", sinon " }
review-why = Pourquoi pas ?
review-left-out = { $count ->
    [one] { $count } personne écartée
   *[other] { $count } personnes écartées
}
review-before = { $count ->
    [one] { $count } autre personne joignable par ce canal est servie par un canal précédent.
   *[other] { $count } autres personnes joignables par ce canal sont servies par un canal précédent.
}
review-nobody = { $count ->
    [one] { $count } personne n’est joignable par aucun de ces canaux et ne recevra rien.
   *[other] { $count } personnes ne sont joignables par aucun de ces canaux et ne recevront rien.
}
attribute-addressed = { $channel ->
    [email] A une adresse e-mail
    [sms] A un numéro de téléphone
    [push] Est abonné aux notifications
    [postal] A une adresse postale complète
   *[other] A une adresse
}
attribute-stopped = { $channel ->
    [email] Désinscrit ou opposé à l’e-mail
    [sms] Désinscrit ou opposé au SMS
    [push] Désinscrit ou opposé aux notifications
    [postal] Désinscrit ou opposé au courrier
   *[other] Désinscrit ou opposé
}

by-channel-heading = Par canal
col-messages = Messages
col-skipped = Écartés
col-clicked = Cliqués
col-why = Raison
col-unsubscribed-at = Désinscrit le
messages-file = Exporter en CSV
