# Imports.

import-previewed = À vérifier
import-running = En cours
import-done = Terminé
import-failed = Interrompu

import-file = Fichier CSV
import-file-hint = Jusqu’à { $size }. Virgules, points-virgules ou tabulations, accents compris : tout est reconnu.
import-send = Envoyer et vérifier
import-sending = Envoi du fichier en cours…
import-reassurance = Rien n’est enregistré à cette étape : vous verrez d’abord les colonnes reconnues, les doublons et les problèmes.
import-latest = Derniers imports
col-file = Fichier
col-rows = Lignes
col-at = Date

import-check-title = Vérifier { $file }
import-rows = { $count ->
    [one] { $count } ligne
   *[other] { $count } lignes
}
import-blank = { $count ->
    [one] { $count } ligne vide, laissée de côté
   *[other] { $count } lignes vides, laissées de côté
}
import-summary = Résumé
import-duplicates = Doublons
import-rejected = Lignes refusées
import-columns = Colonnes
import-columns-intro = Corrigez ce qui a été mal reconnu. Une colonne inconnue devient un attribut de votre base.
import-look-again = Vérifier à nouveau
import-leave-out = Ne pas importer
col-column = Colonne
col-samples = Exemples
col-target = Devient
col-line = Ligne
col-reason = Problème
col-outcome = Suite
import-problems = Problèmes
import-problems-shown = { $count ->
    [one] { $count } problème.
   *[other] { $shown } affichés sur { $count }.
}
import-no-problem = Aucun problème.
import-row-out = Ligne refusée
import-value-out = Valeur ignorée
import-conflict = Quand un prospect a déjà la même adresse e-mail
import-skip = Ignorer
import-skip-what = Le prospect de la base reste tel quel.
import-overwrite = Forcer
import-overwrite-what = Les valeurs du fichier remplacent celles de la base. Un désinscrit reste désinscrit.
import-commit = { $count ->
    [one] Importer { $count } ligne
   *[other] Importer { $count } lignes
}
import-discard = Abandonner ce fichier

basis-title = Base légale
basis-intro = Pour chaque canal, dites ce qui vous autorise à écrire à ces personnes et ce qui le prouve. Sans base légale, le canal ne sera pas utilisé pour elles.
basis-tracking = Mesure des ouvertures et des clics
basis-kind = Base légale
basis-none = Aucune : ne pas utiliser ce canal
basis-no-tracking = Aucune : ne rien mesurer
basis-evidence = Preuve
basis-evidence-example = Formulaire du salon, mars 2026
basis-column = ou colonne qui la contient
basis-column-none = Aucune colonne

import-running-title = Import : { $file }
work-import = Import en cours
work-read = Lecture et contrôle des lignes
work-store = Enregistrement chiffré

import-report-title = Rapport : { $file }
import-report-rows = { $count ->
    [one] { $count } ligne traitée
   *[other] { $count } lignes traitées
}
import-another = Autre fichier
import-see-contacts = Voir les prospects
import-created = Créés
import-updated = Mis à jour
import-skipped = Ignorés
import-lines = Lignes à regarder
