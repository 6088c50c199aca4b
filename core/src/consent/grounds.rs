//! The table of lawful grounds per channel.
//!
//! CPCE art. L34-5 (email, text messages: consent, or a customer for similar products), its exception for professionals
//! informed and able to object, GDPR art. 6(1)(f) for letters. What is not in the table is refused: a channel that a plugin
//! brings wants consent, since no text exempts it (CPCE art. L34-5 forbids writing by automatic systems without one).

use super::{BasisKind, Topic};

/// The grounds that allow a channel.
pub const fn grounds(channel: Topic) -> &'static [BasisKind] {
    use BasisKind::{B2bInformation, Consent, ExistingCustomer, LegitimateInterest};
    match channel {
        Topic::Email => &[Consent, ExistingCustomer, B2bInformation],
        Topic::Sms => &[Consent, ExistingCustomer],
        Topic::Postal => &[Consent, ExistingCustomer, B2bInformation, LegitimateInterest],
        Topic::Push | Topic::Tracking | Topic::Other(_) => &[Consent],
    }
}
