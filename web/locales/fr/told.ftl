# Ce qui vient d’être fait, dit une fois sur la page suivante.

told-logged-out = Vous êtes déconnecté.
told-campaign-saved = La campagne est enregistrée.
told-campaign-cancelled = La campagne est annulée. Ce qui était préparé reste consultable.
told-campaign-deleted = La campagne est supprimée, avec ses fichiers.
told-contact-saved = Le prospect est enregistré.
told-contact-deleted = Le prospect est supprimé. Ses refus restent respectés.
told-import-discarded = Le fichier est oublié, rien n’a été importé.
told-settings-saved = Les paramètres sont enregistrés.
told-role-changed = Le rôle est changé.
told-member-removed = La personne est retirée de l’entreprise.
told-invitation-revoked = L’invitation est annulée.
told-token-revoked = Le jeton est révoqué.
told-password-changed = Le mot de passe est changé, vos autres sessions sont terminées.
told-second-factor-off = La connexion en deux étapes est désactivée, vos autres sessions sont terminées.
