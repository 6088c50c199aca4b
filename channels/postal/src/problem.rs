//! What can be wrong with a configuration, in words.

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The whole is not a JSON object.
    NotAnObject,
    /// A property is not text.
    NotText(&'static str),
    /// A property is neither true nor false.
    NotASwitch(&'static str),
    /// `delivery` is none of its words.
    UnknownDelivery,
    /// `window` is none of its words.
    UnknownWindow,
    /// The provider's address is none.
    NotAnAddress,
    /// The sender has too many lines, or too long ones.
    SenderTooLong,
    /// Nobody writes.
    NoSender,
    /// A provider without an address.
    NoAddress,
    /// A provider without a key.
    NoApiKey,
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
            Self::NotASwitch(field) => (
                Some(field),
                "This must be true or false.",
                "Cette valeur doit être true ou false.",
            ),
            Self::UnknownDelivery => (
                Some("delivery"),
                "Choose spool or service.",
                "Choisissez spool ou service.",
            ),
            Self::UnknownWindow => (Some("window"), "Choose right or left.", "Choisissez right ou left."),
            Self::NotAnAddress => (
                Some("url"),
                "This is not an address. Write https://api.example.org/v1.",
                "Ce n'est pas une adresse. Écrivez https://api.exemple.fr/v1.",
            ),
            Self::SenderTooLong => (
                Some("sender"),
                "At most 8 lines of 50 characters.",
                "Au plus 8 lignes de 50 caractères.",
            ),
            Self::NoSender => (
                Some("sender"),
                "Say who writes: Company; 1 street; 75001 PARIS.",
                "Indiquez qui écrit : Société; 1 rue; 75001 PARIS.",
            ),
            Self::NoAddress => (
                Some("url"),
                "Write the address of the provider's web service.",
                "Écrivez l'adresse du service web du fournisseur.",
            ),
            Self::NoApiKey => (
                Some("api_key"),
                "The provider's key is missing.",
                "La clé du fournisseur manque.",
            ),
        }
    }
}
