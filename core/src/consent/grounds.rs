//! The table of lawful grounds per channel.
//!
//! CPCE art. L34-5 (email, text messages: consent, or a customer for similar products), its exception for professionals
//! informed and able to object, GDPR art. 6(1)(f) for letters. What is not in the table is refused.

use super::{BasisKind, Topic};

/// The grounds that allow a channel. A channel the table does not know wants consent.
pub const fn grounds(channel: Topic) -> &'static [BasisKind] {
    use BasisKind::{B2bInformation, Consent, ExistingCustomer, LegitimateInterest};
    match channel {
        Topic::Email => &[Consent, ExistingCustomer, B2bInformation],
        Topic::Sms => &[Consent, ExistingCustomer],
        Topic::Postal => &[Consent, ExistingCustomer, B2bInformation, LegitimateInterest],
        Topic::Push | Topic::Tracking => &[Consent],
    }
}
