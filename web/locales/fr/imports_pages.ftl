# Imports : fichiers refusés, vérification, rapport.

upload-no-file = Choisissez d’abord un fichier.
upload-empty = Ce fichier est vide. Vérifiez que c’est le bon, puis envoyez-le à nouveau.
upload-utf16 = Ce fichier est au format « Texte Unicode » (UTF-16). Dans le tableur, choisissez « Enregistrer sous », puis « CSV UTF-8 ».
upload-spreadsheet = Ce fichier est un classeur Excel ou LibreOffice. Ouvrez-le, choisissez « Enregistrer sous », puis « CSV UTF-8 », et envoyez le fichier obtenu.
upload-markup = Ce fichier est une page HTML ou XML, même si son nom dit autre chose. Ouvrez-le dans un tableur et enregistrez-le en « CSV UTF-8 ».
upload-binary = Ce fichier n’est pas un tableau de texte (image, archive ou PDF ?). Exportez la liste au format CSV, puis envoyez-la.
upload-no-rows = Ce fichier ne contient aucune ligne de prospect. Il faut une ligne de titres (Nom, Courriel, Ville…), puis une ligne par personne. Vérifiez que c’est le bon fichier, puis envoyez-le à nouveau.
upload-too-large = Ce fichier dépasse { $size }. Découpez-le et envoyez les parties l’une après l’autre.
upload-columns = Ce fichier a trop de colonnes : { $max } au plus. Retirez celles qui ne servent pas, puis envoyez-le à nouveau.

delimiter-semicolon = points-virgules
delimiter-comma = virgules
delimiter-tab = tabulations
delimiter-pipe = barres verticales

import-fresh = Nouveaux prospects
import-fresh-what = absents de la base, prêts à être importés
import-duplicates-where = { $base } déjà dans la base, { $file ->
        [one] { $file } répété dans le fichier
       *[other] { $file } répétés dans le fichier
    }
import-rejected-what = illisibles ou sans aucune valeur
import-withdrawn = Désinscrits
import-withdrawn-what = { $count ->
    [one] restera désinscrit, quel que soit votre choix
   *[other] resteront désinscrits, quel que soit votre choix
}
import-to-basis = Aller à la base légale
import-to-columns = Aller aux colonnes
import-own-attribute = Attribut « { $label } »
import-reasons = { $count ->
    [one] Un seul type de problème
   *[other] Par type de problème ({ $count })
}
import-kept = Importé
import-left-alone = Doublon ignoré
import-row-updated = Mis à jour
import-column = Colonne
import-header = La première ligne contient les titres des colonnes
import-header-hint = Après un changement, « Vérifier à nouveau » relit le fichier.
import-header-alone = Sans cette ligne, le fichier n’a plus aucun prospect : la première ligne reste un prospect.
import-duplicates-shown = { $count ->
    [one] Un doublon. Choisissez ci-dessous ce qu’il devient.
   *[other] { $shown } affichés sur { $count }. Choisissez ci-dessous ce qu’ils deviennent.
}
col-duplicate-of = Même adresse e-mail que
duplicate-of-contact = un prospect de la base
duplicate-of-line = la ligne { $line } du fichier
duplicate-of-earlier = une ligne plus haut dans le fichier
import-looked-again = Aperçu à jour. Rien n’est encore enregistré.
import-look-first = Vous avez changé des colonnes : voici le nouvel aperçu. Importez s’il vous convient ; rien n’est encore enregistré.
mapping-twice = Deux colonnes vont vers « { $name } » : gardez-en une seule.
mapping-empty = Toutes les colonnes sont laissées de côté : il ne reste rien à importer.
mapping-unusable = Ce choix de colonnes ne convient pas à ce fichier. Rien n’a été modifié.

targets-who = Nom
targets-where = Coordonnées
targets-what = Profil
targets-networks = Réseaux sociaux
targets-own = Attributs de votre base

basis-missing = Indiquez la base légale d’au moins un canal : sans elle, ces personnes ne pourraient pas être contactées.
basis-one-missing = Indiquez la base légale d’un canal au moins : celui-ci ou un autre.
basis-incomplete = La base légale est à compléter : { $topics }.
basis-kind-missing = Choisissez la base légale, ou effacez la preuve.
basis-evidence-missing = Dites ce qui prouve cette base légale : un texte, ou la colonne qui la contient.
basis-column-unusable = Cette colonne ne peut pas servir de preuve : une autre porte le même nom.

line-duplicate-email = L’adresse e-mail est déjà dans la base.
line-duplicate-in-file = La même adresse e-mail figure plus haut dans le fichier.
line-same-phone = Un autre prospect a le même téléphone.
line-erased = Cette personne a demandé l’effacement de ses données.
line-suppressed = Cette personne s’est désinscrite d’un canal : ce canal reste fermé pour elle.
line-missing-evidence = La preuve est vide : importé sans base légale pour ce canal.
line-header-guessed = Aucun titre de colonne connu sur la première ligne : elle est pourtant lue comme des titres. Si c’est un prospect, décochez la case.
line-header-missing = La première ligne ne ressemble pas à des titres de colonnes : elle est lue comme un prospect. Si ce sont des titres, cochez la case.
line-email = L’adresse e-mail n’est pas utilisable.
line-phone = Le numéro de téléphone est incomplet ou douteux.
line-postcode = Le code postal n’est pas celui du pays.
line-website = L’adresse du site web n’est pas utilisable.
line-country = Le pays n’est pas reconnu.
line-language = La langue n’est pas reconnue.
line-number = Ce n’est pas un nombre.
line-date = Ce n’est pas une date.
line-extra = Plusieurs valeurs dans la cellule : la première est gardée.
line-truncated = Le texte est trop long : il a été coupé.
line-encoding = Des caractères étaient mal encodés : ils ont été corrigés.
line-missing-cells = La ligne a moins de cellules que l’en-tête.
line-too-many-cells = La ligne a plus de cellules que l’en-tête.
line-nothing-usable = La ligne ne contient aucune valeur utilisable.
line-quote = Un guillemet ouvert n’est jamais refermé.
line-too-long = La ligne est trop longue.

import-suppressed = Désinscrits respectés
import-suppressed-what = créés, mais leurs refus restent
import-report-file = Télécharger le rapport (CSV)
import-failure = { $count ->
    [0] Le fichier n’a pas pu être lu ; rien n’a été enregistré. Envoyez-le à nouveau.
    [one] Le fichier n’a pas pu être lu jusqu’au bout. La première ligne est traitée et reste enregistrée. Envoyez-le à nouveau : elle sera reconnue comme doublon.
   *[other] Le fichier n’a pas pu être lu jusqu’au bout. Les { $count } premières lignes sont traitées et restent enregistrées. Envoyez-le à nouveau : elles seront reconnues comme doublons.
}
