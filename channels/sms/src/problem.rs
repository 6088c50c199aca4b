//! What can be wrong with a configuration, in words.

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The whole is not a JSON object.
    NotAnObject,
    /// A property is not text.
    NotText(&'static str),
    /// The address of the API is not one.
    NotAnApi,
    /// An identifier is not one.
    NotAnId(&'static str),
    /// The sender is neither a number nor a name.
    NotASender,
    /// The sender is a French mobile number.
    MobileSender,
    /// The mention does not say STOP.
    NotAStop,
    /// `stop_position` is none of its words.
    UnknownPosition,
    /// There is no API.
    NoApi,
    /// There is no account.
    NoAccount,
    /// There is no sender.
    NoSender,
    /// There is a sender and a pool of senders.
    TwoSenders,
    /// Nobody could end the messages.
    NoStop,
    /// There is no token.
    NoToken,
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
            Self::NotAnApi => (
                Some("api"),
                "This is not the address of an API. Write https://api.twilio.com.",
                "Ce n'est pas l'adresse d'une API. Écrivez https://api.twilio.com.",
            ),
            Self::NotAnId(field) => (
                Some(field),
                "This is not an identifier: letters and digits only.",
                "Ce n'est pas un identifiant : des lettres et des chiffres seulement.",
            ),
            Self::NotASender => (
                Some("from"),
                "This is no sender. Write +33937123456, a short number such as 36180, or a name of up to 11 letters.",
                "Ce n'est pas un expéditeur. Écrivez +33937123456, un numéro court comme 36180, ou un nom de 11 lettres au plus.",
            ),
            Self::MobileSender => (
                Some("from"),
                "French mobile numbers (06, 07) must not send advertising by machine (Arcep, decision 2022-1583). Choose a \
                 short number, a 09 37 to 09 39 number or a name.",
                "Un numéro mobile français (06, 07) ne peut pas envoyer de publicité par automate (Arcep, décision \
                 2022-1583). Choisissez un numéro court, un numéro 09 37 à 09 39 ou un nom.",
            ),
            Self::NotAStop => (
                Some("stop"),
                "The mention must say STOP, and where to send it, in at most 60 characters: STOP au 36180.",
                "La mention doit dire STOP, et où l'envoyer, en 60 caractères au plus : STOP au 36180.",
            ),
            Self::UnknownPosition => (
                Some("stop_position"),
                "Choose end or start.",
                "Choisissez end ou start.",
            ),
            Self::NoApi => (
                Some("api"),
                "Say where the provider's API is: https://api.twilio.com.",
                "Indiquez l'API du prestataire : https://api.twilio.com.",
            ),
            Self::NoAccount => (
                Some("account_sid"),
                "Say which account sends: its identifier begins with AC.",
                "Indiquez le compte qui envoie : son identifiant commence par AC.",
            ),
            Self::NoSender => (
                Some("from"),
                "Say who the messages are from, or which messaging service sends them.",
                "Indiquez l'expéditeur des SMS, ou le service de messagerie qui les envoie.",
            ),
            Self::TwoSenders => (
                Some("messaging_service_sid"),
                "Choose a sender or a messaging service, not both.",
                "Choisissez un expéditeur ou un service de messagerie, pas les deux.",
            ),
            Self::NoStop => (
                Some("stop"),
                "Nobody can write back to this sender: say where STOP is sent, such as STOP au 36180.",
                "On ne peut pas répondre à cet expéditeur : indiquez où envoyer STOP, par exemple STOP au 36180.",
            ),
            Self::NoToken => (
                Some("auth_token"),
                "The account's token is missing.",
                "Il manque le jeton du compte.",
            ),
        }
    }
}
