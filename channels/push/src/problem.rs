//! What can be wrong with a configuration, in words.

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The whole is not a JSON object.
    NotAnObject,
    /// A property is not text.
    NotText(&'static str),
    /// A property is not an address of the web.
    NotAnAddress(&'static str),
    /// One of the push services is none.
    NotAService,
    /// The public key is none.
    NotAPublicKey,
    /// The contact is neither a mail address nor a page.
    NotAContact,
    /// The project's name has characters that none has.
    NotAProject,
    /// `urgency` is none of its words.
    UnknownUrgency,
    /// The topic is too long or has characters that none has.
    NotATopic,
    /// `ttl` is not a number of seconds up to four weeks.
    NotATime,
    /// Neither web push nor mobile push is configured.
    Nothing,
    /// No public key.
    NoPublicKey,
    /// Nobody to write to.
    NoContact,
    /// Web push without its secret key.
    NoVapidKey,
    /// No project.
    NoProject,
    /// No service account.
    NoAccount,
    /// A service account without its key.
    NoAccountKey,
    /// No push service may be spoken to.
    NoServices,
    /// Mobile push without an address of its provider.
    NoAddress(&'static str),
    /// The secret key is no key of P-256.
    NotAVapidKey,
    /// The secret key is not that of the public one.
    OtherKey,
}

impl Problem {
    /// In a reader's language.
    pub fn say(self, language: &str) -> relais_plugin::Problem {
        let (field, english, french) = self.words();
        relais_plugin::Problem {
            field: field.map(str::to_owned),
            message: if language.starts_with("fr") { french } else { english }.to_owned(),
        }
    }

    fn words(self) -> (Option<&'static str>, &'static str, &'static str) {
        match self {
            Self::NotAnObject => (
                None,
                "The configuration must be a JSON object.",
                "La configuration doit être un objet JSON.",
            ),
            Self::NotText(field) => (Some(field), "This must be text.", "Cette valeur doit être un texte."),
            Self::NotAnAddress(field) => (
                Some(field),
                "This is not an address. Write https://host.",
                "Ce n'est pas une adresse. Écrivez https://hôte.",
            ),
            Self::NotAService => (
                Some("services"),
                "Write each push service as https://host, or https://*.domain, separated by spaces.",
                "Écrivez chaque service de notification sous la forme https://hôte ou https://*.domaine, séparés par des espaces.",
            ),
            Self::NotAPublicKey => (
                Some("public_key"),
                "This is not a VAPID public key: 87 characters that begin with B.",
                "Ce n'est pas une clé publique VAPID : 87 caractères qui commencent par B.",
            ),
            Self::NotAContact => (
                Some("contact"),
                "Write mailto:someone@example.org, or https://example.org/contact.",
                "Écrivez mailto:quelqu.un@exemple.fr ou https://exemple.fr/contact.",
            ),
            Self::NotAProject => (
                Some("fcm_project"),
                "This is not a project's identifier.",
                "Ce n'est pas l'identifiant d'un projet.",
            ),
            Self::UnknownUrgency => (
                Some("urgency"),
                "Choose very-low, low, normal or high.",
                "Choisissez very-low, low, normal ou high.",
            ),
            Self::NotATopic => (
                Some("topic"),
                "At most 32 letters without accents, digits, - and _.",
                "Au plus 32 lettres sans accents, chiffres, - et _.",
            ),
            Self::NotATime => (
                Some("ttl"),
                "Write a number of seconds from 0 to 2419200 (four weeks).",
                "Écrivez un nombre de secondes de 0 à 2419200 (quatre semaines).",
            ),
            Self::Nothing => (
                None,
                "Configure web push (keys and contact), mobile push (project and service account), or both.",
                "Configurez les notifications web (clés et contact), les notifications mobiles (projet et compte de service), ou les deux.",
            ),
            Self::NoPublicKey => (
                Some("public_key"),
                "Web push needs a pair of keys: create one on this page.",
                "Les notifications web demandent une paire de clés : créez-la sur cette page.",
            ),
            Self::NoContact => (
                Some("contact"),
                "Say whom push services may write to: mailto:someone@example.org.",
                "Indiquez à qui les services de notification peuvent écrire : mailto:quelqu.un@exemple.fr.",
            ),
            Self::NoVapidKey => (
                Some("vapid_key"),
                "The secret key of web push is missing: create a pair of keys on this page.",
                "La clé secrète des notifications web manque : créez une paire de clés sur cette page.",
            ),
            Self::NoProject => (
                Some("fcm_project"),
                "Say which project the app belongs to.",
                "Indiquez à quel projet l'application appartient.",
            ),
            Self::NoAccount => (
                Some("fcm_account"),
                "Say which service account sends: name@project.iam.gserviceaccount.com.",
                "Indiquez le compte de service qui envoie : nom@projet.iam.gserviceaccount.com.",
            ),
            Self::NoAccountKey => (
                Some("service_account_key"),
                "The private key of the service account is missing.",
                "La clé privée du compte de service manque.",
            ),
            Self::NoServices => (
                Some("services"),
                "Name the push services that notifications may go to.",
                "Nommez les services de notification autorisés.",
            ),
            Self::NoAddress(field) => (
                Some(field),
                "Write the provider's address: https://host/path.",
                "Écrivez l'adresse du fournisseur : https://hôte/chemin.",
            ),
            Self::NotAVapidKey => (
                Some("vapid_key"),
                "The secret key is not a P-256 key in PKCS#8 PEM.",
                "La clé secrète n'est pas une clé P-256 au format PEM (PKCS#8).",
            ),
            Self::OtherKey => (
                Some("public_key"),
                "The public key does not belong to the secret key.",
                "La clé publique n'est pas celle de la clé secrète.",
            ),
        }
    }
}
