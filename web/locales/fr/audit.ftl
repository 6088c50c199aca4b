# Le journal d’audit : ce qui a été fait, par qui, sur quoi ; l’état du journal ; où partent ses empreintes.

nav-compliance = Conformité
journal-title = Journal
journal-intro = Tout acte qui touche à la sécurité ou aux données, dans un journal que personne ne peut modifier sans que cela se voie.
journal-export = Exporter le journal
journal-verify = Vérifier maintenant
journal-state = État du journal
journal-size = Actes inscrits
journal-staged = { $count ->
    [one] et { $count } en attente d’inscription
   *[other] et { $count } en attente d’inscription
}
journal-signed-at = Dernière signature
journal-fingerprint = Empreinte de la clé
journal-keep = À conserver ailleurs
journal-keep-text = Remettez ces deux textes à quelqu’un d’extérieur, un auditeur par exemple : ils lui permettront de voir si le journal a été remplacé par une version plus ancienne.
journal-checkpoint = Dernier point de contrôle signé
journal-key = Clé de vérification
journal-damaged = Le journal n’est plus complété.
journal-damaged-text = Ce qui est enregistré ne correspond plus à ce qui a été signé. Les nouveaux actes sont gardés et seront inscrits dès que ce sera réparé. Prévenez l’exploitant de l’installation.
journal-first-bad = Voir le premier acte en cause

journal-filters = Filtrer le journal
journal-acts = Actes
journal-act = Nature
journal-any-act = Tous les actes
journal-who = Par
journal-anybody = Tout le monde
journal-from = Du
journal-until = Au
journal-object = Sur
journal-all = Tout afficher
journal-what = Acte
journal-place = Place
journal-waits = en attente
journal-erased = effacé
journal-empty = Aucun acte
journal-empty-text = Le journal se remplit de lui-même dès que quelqu’un travaille.
journal-none-here = Aucun acte ne correspond à ces critères.

journal-entry = L’acte
journal-history = Tous les actes sur le même objet
journal-request = Requête
journal-id = Identifiant
journal-leaf = Empreinte dans le journal
journal-details = Détails
journal-details-none = Cet acte n’a pas d’autre détail.
journal-reveal = Afficher les détails
journal-reveal-text = Les détails peuvent contenir des données personnelles. Leur affichage est lui-même inscrit au journal, à votre nom.
journal-erased-text = Le contenu de cet acte a été effacé avec les données de la personne. Sa date, sa nature et sa place restent prouvées.

journal-kind = { $kind ->
    [people] Prospects et consentements
    [campaigns] Campagnes et envois
    [channels] Canaux
    [access] Accès et membres
   *[log] Journal
}
journal-kind-all = { $kind ->
    [people] Tout : prospects et consentements
    [campaigns] Tout : campagnes et envois
    [channels] Tout : canaux
    [access] Tout : accès et membres
   *[log] Tout : journal
}
journal-act-name = { $act ->
    [contact-create] Prospect ajouté
    [contact-update] Prospect modifié
    [contact-delete] Prospect supprimé
    [contact-subscribe] Abonnement aux notifications
    [contact-unsubscribe] Fin d’un abonnement aux notifications
    [consent-record] Consentement ou retrait enregistré
    [import-upload] Fichier déposé
    [import-commit] Import lancé
    [import-done] Import terminé
    [import-fail] Import en échec
    [import-discard] Fichier oublié
    [attribute-create] Information propre créée
    [campaign-create] Campagne créée
    [campaign-update] Campagne modifiée
    [campaign-delete] Campagne supprimée
    [campaign-prepared] Campagne préparée
    [campaign-launch] Campagne lancée
    [campaign-start] Envoi commencé
    [campaign-pause] Envoi mis en pause
    [campaign-resume] Envoi repris
    [campaign-cancel] Campagne annulée
    [campaign-stop] Envoi arrêté de lui-même
    [campaign-finish] Envoi terminé
    [campaign-test] Essai envoyé
    [campaign-export] Fichier de l’audience téléchargé
    [campaign-export_messages] Tableau des messages téléchargé
    [campaign-export_letters] Courriers téléchargés
    [messages-send] Messages remis
    [channel-update] Canal configuré
    [channel-test] Canal essayé
    [callback-take] Rapports d’un prestataire reçus
    [plugin-install] Plugin installé
    [plugin-grant] Autorisations d’un plugin changées
    [plugin-roll_back] Version précédente d’un plugin rétablie
    [plugin-remove] Plugin retiré
    [session-begin] Connexion
    [session-refuse] Connexion refusée
    [second_factor-on] Connexion en deux étapes activée
    [second_factor-off] Connexion en deux étapes désactivée
    [password-change] Mot de passe changé
    [person-update] Nom changé
    [token-create] Jeton d’API créé
    [token-revoke] Jeton d’API révoqué
    [member-invite] Collègue invité
    [member-uninvite] Invitation annulée
    [member-join] Arrivée d’un membre
    [member-role] Rôle changé
    [member-remove] Membre retiré
    [company-create] Entreprise créée
    [company-update] Entreprise modifiée
    [audit-reveal] Détails d’un acte affichés
    [audit-export] Journal exporté
    [audit-outlet] Envoi des points de contrôle réglé
    [audit-erase] Contenu d’actes effacé
   *[other] { $act }
}
journal-actor-system = Relais
journal-actor-operator = L’exploitant de l’installation
journal-actor-subject = La personne concernée
journal-actor-former = Ancien membre ({ $id })
journal-object-name = { $kind ->
    [contact] prospect { $id }
    [campaign] campagne { $id }
    [import] import { $id }
    [token] jeton { $id }
    [invitation] invitation { $id }
    [entry] acte { $id }
   *[log] journal
}

verified-whole = { $size ->
    [one] Le journal est intact : { $size } acte, { $checkpoints } signatures vérifiées.
   *[other] Le journal est intact : { $size } actes, { $checkpoints } signatures vérifiées.
}
verified-erased = { $count ->
    [one] Le contenu de { $count } acte a été effacé, ce que le journal atteste.
   *[other] Le contenu de { $count } actes a été effacé, ce que le journal atteste.
}
verified-bad = Le journal n’est pas intact. { $fault ->
    [missing] L’acte { $first } manque.
    [altered] L’acte { $first } a été modifié.
    [order] L’acte { $first } n’est pas à sa place.
    [emptied] Le contenu de l’acte { $first } a été retiré sans que cela soit inscrit.
    [hashes] Les empreintes conservées à partir de l’acte { $first } ont été modifiées.
    [unsigned] À partir de l’acte { $first }, aucune signature de ce journal ne répond des actes.
    [rewritten] Un acte entre { $first } et { $last } a été réécrit.
   *[other] Un acte entre { $first } et { $last } est en cause.
}

outlet-title = Envoyer les points de contrôle à l’extérieur
outlet-text = Un point de contrôle gardé par un tiers est le seul moyen de voir qu’un journal a été remplacé par une version plus ancienne. Il ne contient aucune donnée personnelle.
outlet-address = Adresse où les envoyer
outlet-address-hint = Une adresse https qui accepte un envoi POST. Laissez vide pour ne rien envoyer.
outlet-address-wrong = Donnez une adresse qui commence par https://, sans nom d’utilisateur ni mot de passe.
outlet-every = Au plus souvent
outlet-hours = { $hours ->
    [1] toutes les heures
    [24] une fois par jour
    [168] une fois par semaine
   *[other] toutes les { $hours } heures
}
outlet-failed = Le dernier envoi, le { $at }, a échoué. Un nouvel essai aura lieu dans un quart d’heure.
outlet-sent = Dernier envoi accepté le { $at } : { $size } actes.
outlet-soon = Le premier envoi part dans la minute.
told-outlet-saved = L’envoi des points de contrôle est réglé.
