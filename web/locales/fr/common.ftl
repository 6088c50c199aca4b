# Mots partagés par toutes les pages.

skip-to-content = Aller au contenu
close = Fermer
optional = (facultatif)
try-again = Réessayer
server-unreachable = Le serveur n’a pas répondu. Rien n’a été perdu : réessayez dans un instant.

nav-label = Menu principal
nav-open = Ouvrir le menu
nav-overview = Vue d’ensemble
nav-campaigns = Campagnes
nav-contacts = Prospects
nav-settings = Paramètres
nav-recent = Dernières campagnes
company-switch = Entreprise : { $company }. Changer d’entreprise
logout = Se déconnecter
sandbox = Bac à sable
sandbox-explained = Les envois arrivent dans la boîte d’envoi de l’application, jamais chez vos prospects.

create-campaign = Créer une campagne
import-action = Importer des prospects

channel-email = E-mail
channel-sms = SMS
channel-push = Notification
channel-postal = Courrier

status-draft = Brouillon
status-preparing = En préparation
status-ready = Prêt
status-scheduled = Planifié
status-sending = En cours
status-paused = En pause
status-finished = Terminé
status-partially-failed = Terminé avec des échecs
status-cancelled = Annulé

col-campaign = Campagne
col-status = Statut
col-event-date = Date
col-audience = Prospects
col-sent = Envoyés
col-opened = Ouverts
col-failure-rate = Taux d’échec

time-under-a-minute = moins d’une minute
time-minutes = environ { $n } minutes
time-hours = { $n ->
    [one] environ { $n } heure
   *[other] environ { $n } heures
}

cancel = Annuler
save = Enregistrer
filter-action = Filtrer
multichannel = Multi-canal
pager-label = Pages
pager-first = Revenir au début
pager-next = Page suivante

basis-consent = Consentement
basis-existing-customer = Client existant
basis-b2b-information = Information d’un professionnel
basis-legitimate-interest = Intérêt légitime

reach-by = { $channel ->
    [email] { $count } par e-mail
    [sms] { $count } par SMS
    [push] { $count } par notification
    [postal] { $count } par courrier
   *[other] { $count } par { $channel }
}

# Une étiquette devant ce qu’elle nomme : en français une espace précède les deux-points.
labelled = { $label } :

work-campaign = Préparation de la campagne
work-population = Population : l’audience est figée
work-segments = Segments : les profils proches sont regroupés
work-export = Export : le fichier CSV est écrit
work-page = Page de la campagne
work-waiting = en attente
work-running = en cours
work-done = fait
work-failed = interrompu
work-counted = { $done } sur { $total }
work-remaining = Encore { $time }.
work-may-leave = Vous pouvez quitter cette page : le travail continue.

chart-export = Exporter « { $title } »
chart-png = Image (PNG)
chart-svg = Dessin (SVG)
chart-csv = Données (CSV)
chart-table = Voir les chiffres
chart-others = Autres
