//! What the channel says of itself, in French and in English.

use crate::config::{ACCOUNT_KEY, FCM_URL, SERVICES, TOKEN_URL, URGENCIES, VAPID_KEY};
use relais_plugin::serde_json::json;
use relais_plugin::{AddressKind, ContentField, Description, FieldKind, Idempotency, Limits, SecretWanted};

/// Messages per call: as many requests as the host makes in a few rounds.
const MAX_BATCH: u32 = 100;

/// The description in a reader's language.
pub fn describe(language: &str) -> Description {
    let french = language.starts_with("fr");
    let say = |english: &'static str, fr: &'static str| if french { fr } else { english };
    Description {
        name: say("Notifications (web and mobile)", "Notifications (web et mobile)").to_owned(),
        channel: "push".to_owned(),
        address: AddressKind::PushSubscription,
        limits: Limits { max_batch: MAX_BATCH },
        content: vec![
            ContentField::required("title", say("Title", "Titre"), FieldKind::Line).at_most(100),
            ContentField::optional("body", say("Text", "Texte"), FieldKind::Text).at_most(1000),
            ContentField::optional("url", say("Link", "Lien"), FieldKind::Url).at_most(1000),
        ],
        config_schema: schema(&say),
        secrets: vec![
            SecretWanted::optional(
                VAPID_KEY,
                say("Secret key of web push (PEM)", "Clé secrète des notifications web (PEM)"),
            ),
            SecretWanted::optional(
                ACCOUNT_KEY,
                say("Private key of the service account (PEM)", "Clé privée du compte de service (PEM)"),
            ),
        ],
        idempotency: Idempotency::None,
        unit: None,
    }
}

fn schema(say: &dyn Fn(&'static str, &'static str) -> &'static str) -> String {
    let text = |title: &str, description: &str| json!({"type": "string", "title": title, "description": description});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "public_key": text(
                say("Web push: public key", "Notifications web : clé publique"),
                say("Made together with the secret key. Another key makes every subscription useless.",
                    "Créée avec la clé secrète. Une autre clé rend tous les abonnements inutilisables."),
            ),
            "contact": text(
                say("Web push: contact", "Notifications web : contact"),
                say("Whom push services write to: mailto:someone@example.org",
                    "À qui écrivent les services de notification : mailto:quelqu.un@exemple.fr"),
            ),
            "services": {
                "type": "string",
                "title": say("Web push: allowed services", "Notifications web : services autorisés"),
                "description": say("The browsers' push services, separated by spaces.",
                    "Les services de notification des navigateurs, séparés par des espaces."),
                "default": SERVICES,
            },
            "fcm_project": text(
                say("Mobile push: project", "Notifications mobiles : projet"),
                say("The project's identifier at the provider.", "L'identifiant du projet chez le fournisseur."),
            ),
            "fcm_account": text(
                say("Mobile push: service account", "Notifications mobiles : compte de service"),
                say("name@project.iam.gserviceaccount.com", "nom@projet.iam.gserviceaccount.com"),
            ),
            "fcm_url": {
                "type": "string",
                "title": say("Mobile push: web service", "Notifications mobiles : service web"),
                "description": say("Where messages are taken.", "L'adresse qui prend les messages."),
                "default": FCM_URL,
            },
            "token_url": {
                "type": "string",
                "title": say("Mobile push: token service", "Notifications mobiles : service de jetons"),
                "description": say("Where access tokens are given.", "L'adresse qui donne les jetons d'accès."),
                "default": TOKEN_URL,
            },
            "ttl": {
                "type": "integer",
                "minimum": 0,
                "maximum": 2_419_200,
                "title": say("Time to live, in seconds", "Durée de vie, en secondes"),
                "description": say("How long a notification waits for a device that is off; a day when empty.",
                    "Combien de temps une notification attend un appareil éteint ; un jour si vide."),
            },
            "urgency": {
                "type": "string",
                "enum": URGENCIES,
                "title": say("Urgency", "Urgence"),
                "description": say("A device that saves its battery may wait with those that are not urgent.",
                    "Un appareil qui économise sa batterie peut retarder celles qui ne sont pas urgentes."),
            },
            "topic": text(
                say("Topic", "Sujet technique"),
                say("Of several waiting notifications with the same topic, only the last is shown.",
                    "De plusieurs notifications en attente avec le même sujet, seule la dernière est affichée."),
            ),
        },
    })
    .to_string()
}
