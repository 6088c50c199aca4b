# Vue d’ensemble.

overview-base = La base de prospects
overview-contacts = Prospects
overview-contacts-note = dans la base
overview-reach = { $channel ->
    [email] Joignables par e-mail
    [sms] Joignables par SMS
    [push] Joignables par notification
    [postal] Joignables par courrier
   *[other] Joignables par { $channel }
}
overview-reach-share = { $share } de la base
overview-today = À faire
overview-campaigns = Dernières campagnes
overview-all-campaigns = { $count ->
    [one] Voir la campagne
   *[other] Voir les { $count } campagnes
}

base-empty-title = Votre base est vide
base-empty-text = Commencez par importer un fichier CSV : Relais reconnaît les colonnes, signale les doublons et vous montre tout avant d’enregistrer quoi que ce soit.
base-empty-reader = Il n’y a encore aucun prospect. Votre rôle ne permet pas d’en importer : un membre qui le peut s’en charge, et la base apparaîtra ici.
campaigns-empty-title = Aucune campagne pour l’instant
campaigns-empty-text = Choisissez une audience, donnez un nom et une date : la page de la campagne se prépare toute seule.
campaigns-empty-no-base = Une campagne a besoin de prospects : importez d’abord votre base.
campaigns-empty-reader = Les campagnes apparaîtront ici dès qu’un membre qui peut en créer en aura préparé une.
