//! What can be wrong with a configuration, in words.

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The whole is not a JSON object.
    NotAnObject,
    /// A property is not text.
    NotText(&'static str),
    /// A property is not an address.
    NotAMailbox(&'static str),
    /// The relay's address is not one.
    NotARelay,
    /// `bounce` is not a bare address with a short name.
    NotABounce,
    /// `domains` is not a list of domains.
    NotDomains,
    /// `tls` is none of its words.
    UnknownTls,
    /// `smtps://` with `tls: none`.
    ImplicitWithoutTls,
    /// Domain or selector is missing or is not a name.
    IncompleteDkim,
    /// `max_per_connection` is not a positive number.
    NotACount,
    /// There is no relay.
    NoRelay,
    /// There is no sender.
    NoSender,
    /// A user's name without a password.
    NoPassword,
    /// A password without a user's name.
    NoUsername,
    /// A DKIM signature without a key.
    NoDkimKey,
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
            Self::NotAMailbox(field) => (
                Some(field),
                "This is not an email address. Write news@example.org, or Example <news@example.org>.",
                "Ce n’est pas une adresse e-mail. Écrivez infos@exemple.fr, ou Exemple <infos@exemple.fr>.",
            ),
            Self::NotARelay => (
                Some("relay"),
                "This is not a relay's address. Write smtp://mail.example.org:587, or smtps://mail.example.org.",
                "Ce n’est pas l’adresse d’un relais. Écrivez smtp://mail.exemple.fr:587, ou smtps://mail.exemple.fr.",
            ),
            Self::NotABounce => (
                Some("bounce"),
                "Write an address alone, with at most 17 letters or digits before the @: bounces@mail.example.org.",
                "Écrivez une adresse seule, avec au plus 17 lettres ou chiffres avant l’@ : retours@mail.exemple.fr.",
            ),
            Self::NotDomains => (
                Some("domains"),
                "Write the other sender domains as names: example.org, news.example.org.",
                "Écrivez les autres domaines d’expédition comme des noms : exemple.fr, infos.exemple.fr.",
            ),
            Self::UnknownTls => (
                Some("tls"),
                "Choose none, starttls or required.",
                "Choisissez none, starttls ou required.",
            ),
            Self::ImplicitWithoutTls => (
                Some("tls"),
                "A smtps:// relay always uses TLS: choose another protection, or write smtp://.",
                "Un relais smtps:// utilise toujours TLS : choisissez une autre protection, ou écrivez smtp://.",
            ),
            Self::IncompleteDkim => (
                Some("dkim"),
                "A DKIM signature needs a domain (example.org) and a selector (relais).",
                "Une signature DKIM demande un domaine (exemple.fr) et un sélecteur (relais).",
            ),
            Self::NotACount => (
                Some("max_per_connection"),
                "This must be a whole number from 1.",
                "Cette valeur doit être un nombre entier à partir de 1.",
            ),
            Self::NoRelay => (
                Some("relay"),
                "Say which relay takes the mail: smtp://mail.example.org:587.",
                "Indiquez le relais qui prend les e-mails : smtp://mail.exemple.fr:587.",
            ),
            Self::NoSender => (
                Some("from"),
                "Say who the mail is from: Example <news@example.org>.",
                "Indiquez l’expéditeur des e-mails : Exemple <infos@exemple.fr>.",
            ),
            Self::NoPassword => (
                Some("password"),
                "There is a user name but no password.",
                "Il y a un nom d’utilisateur mais pas de mot de passe.",
            ),
            Self::NoUsername => (
                Some("username"),
                "There is a password but no user name.",
                "Il y a un mot de passe mais pas de nom d’utilisateur.",
            ),
            Self::NoDkimKey => (
                Some("dkim_key"),
                "The DKIM signature needs its private key, in PEM form.",
                "La signature DKIM demande sa clé privée, au format PEM.",
            ),
        }
    }
}
