//! What people write back to end or to resume messages: STOP and its variants, in French and English.

/// What a reply asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// No more messages.
    Stop,
    /// Messages again.
    Start,
}

/// Words that end messages, whatever comes after them: «STOP PUB», «Stop merci».
const STOP: [&str; 24] = [
    "stop",
    "stopall",
    "stopsms",
    "stoppub",
    "arret",
    "arreter",
    "arretez",
    "arrete",
    "unsubscribe",
    "unsub",
    "optout",
    "remove",
    "desabonner",
    "desabonne",
    "desabonnez",
    "desabonnement",
    "desinscrire",
    "desinscription",
    "desinscrivez",
    "resilier",
    "resiliation",
    "supprimer",
    "supprimez",
    "revoke",
];
/// Words that end messages when they stand alone: in a sentence they may mean anything.
const STOP_ALONE: [&str; 6] = ["cancel", "end", "quit", "fin", "annuler", "opt out"];
/// Words that resume messages when they stand alone. «Oui» is none: it may answer anything.
const START_ALONE: [&str; 12] = [
    "start",
    "unstop",
    "resume",
    "subscribe",
    "optin",
    "opt in",
    "reprendre",
    "reprise",
    "abonner",
    "reabonner",
    "abonnement",
    "reabonnement",
];

/// What somebody asks for, if it is one of the two.
pub fn wish(text: &str) -> Option<Wish> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let whole = words.join(" ");
    let first = words.first()?;
    if STOP.contains(first) || STOP_ALONE.contains(&whole.as_str()) {
        return Some(Wish::Stop);
    }
    // «Me désabonner», «Veuillez me désinscrire»: short, and about nothing else.
    if words.len() <= 4 && words.iter().any(|word| STOP.contains(word)) && !words.contains(&"pas") {
        return Some(Wish::Stop);
    }
    START_ALONE.contains(&whole.as_str()).then_some(Wish::Start)
}

/// Small letters without accents; everything that is no letter or digit is a space.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'á' | 'â' | 'ä' => folded.push('a'),
            'ç' => folded.push('c'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'î' | 'ï' | 'í' => folded.push('i'),
            'ô' | 'ö' | 'ó' => folded.push('o'),
            'ù' | 'û' | 'ü' | 'ú' => folded.push('u'),
            // Accents that stand for themselves, and what phones put between letters.
            '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => {}
            c if c.is_alphanumeric() => folded.push(c),
            _ => folded.push(' '),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_in_its_many_forms() {
        for text in [
            "STOP",
            "stop",
            " Stop. ",
            "«STOP»",
            "STOP!!!",
            "Stop pub",
            "stop sms merci",
            "STOP 36180",
            "ARRET",
            "Arrêt",
            "arrêtez",
            "ARRE\u{302}T",
            "Désabonner",
            "me désinscrire",
            "Veuillez me désinscrire",
            "DESINSCRIPTION",
            "Unsubscribe",
            "please stop",
            "StopAll",
            "END",
            "quit",
            "cancel",
            "opt-out",
            "STOP\n\nEnvoyé de mon téléphone",
        ] {
            assert_eq!(wish(text), Some(Wish::Stop), "{text}");
        }
    }

    #[test]
    fn start_in_its_forms() {
        for text in [
            "START",
            "Start.",
            "unstop",
            "Réabonner",
            "REPRENDRE",
            "opt-in",
            "abonnement",
        ] {
            assert_eq!(wish(text), Some(Wish::Start), "{text}");
        }
    }

    #[test]
    fn anything_else_is_a_reply() {
        for text in [
            "",
            "   ",
            "Oui",
            "yes",
            "Merci, à demain",
            "Je cancel mon rendez-vous de mardi",
            "La fin de la semaine me va",
            "Je ne veux pas me désabonner",
            "Where does it end",
            "starting tomorrow",
            "👍",
        ] {
            assert_eq!(wish(text), None, "{text}");
        }
    }
}
