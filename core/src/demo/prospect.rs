//! One made-up prospect: drawn from a hidden group, written as a line of the base.

use std::fmt::Write as _;

use jiff::ToSpan;
use jiff::civil::Date;

use super::draw::Draw;
use super::organisation::organisation;
use super::reach::{Reach, retyped, slug};
use super::segment::{Kind, Segment};
use super::towns::Town;
use super::{Clientele, words};

/// The columns, in the order of [`Prospect::record`].
pub const HEADER: [&str; 31] = [
    "Référence",
    "Société",
    "Civilité",
    "Prénom",
    "Nom de famille",
    "Type",
    "Secteur",
    "Courriel",
    "Téléphone",
    "Adresse",
    "Code postal",
    "Ville",
    "Département",
    "Région",
    "Pays",
    "Langue",
    "Statut",
    "Site web",
    "Abonnés Instagram",
    "Abonnés Facebook",
    "Abonnés LinkedIn",
    "Origine",
    "Premier contact",
    "Dernier achat",
    "Commandes",
    "Montant des achats",
    "Newsletters ouvertes",
    "Visites du site",
    "Réponse dernière campagne",
    "Année de naissance",
    "Effectif",
];

/// Newsletters that everyone was sent in the last two years.
const NEWSLETTERS: u32 = 24;

/// A line of the base. An empty text is a gap, as real bases have them.
#[derive(Debug, Clone)]
pub(super) struct Prospect {
    pub(super) clientele: Clientele,
    company: String,
    title: &'static str,
    first_name: &'static str,
    last_name: &'static str,
    kind: &'static str,
    sector: &'static str,
    email: String,
    phone: String,
    address: String,
    town: Town,
    language: &'static str,
    website: String,
    followers: [String; 3],
    origin: &'static str,
    first_contact: Date,
    history: History,
    birth_year: String,
    staff: String,
}

/// What a prospect did in the last two years.
#[derive(Debug, Clone)]
struct History {
    orders: u32,
    last_order: Option<Date>,
    amount: u32,
    opened: u32,
    visits: u32,
    answered: bool,
}

impl Prospect {
    /// Draws a member of `segment` who lives in `town`.
    pub(super) fn draw(segment: &Segment, town: Town, today: Date, draw: &mut Draw, reach: &mut Reach) -> Self {
        let at = draw.weighted(segment.kinds.iter().map(|&(_, weight)| weight));
        let kind = segment.kinds.get(at).map_or(Kind::Individual, |&(kind, _)| kind);
        let woman = draw.chance(0.52);
        let first_name = draw.pick(if woman { words::WOMEN } else { words::MEN });
        let last_name = draw.pick(words::FAMILIES);
        let (company, kind_name, sector) = organisation(kind, last_name, &town, draw);
        let domain = format!("{}.test", slug(&company));
        let known = 60 + draw.exponential(500.0).min(3_000.0) as i32;
        let history = History::draw(segment, today, known, draw);
        let individual = kind == Kind::Individual;
        let has_site = !individual && draw.chance(0.82);

        let email = match () {
            () if draw.chance(0.025) => String::new(),
            () if individual => {
                let local = format!("{}.{}", slug(first_name), slug(last_name).replace('-', ""));
                reach.mailbox(&local, draw.pick(words::MAILBOXES))
            }
            () if draw.chance(0.55) => {
                reach.mailbox(draw.pick(&["contact", "bonjour", "accueil", "direction"]), &domain)
            }
            () => reach.mailbox(
                &format!("{}.{}", slug(first_name), slug(last_name).replace('-', "")),
                &domain,
            ),
        };
        let phone = match () {
            () if draw.chance(0.06) => None,
            () if draw.chance(if individual { 0.8 } else { 0.1 }) => reach.mobile(),
            () => reach.landline(&town),
        };
        // Now and then somebody was interrupted while typing.
        let phone = match phone {
            Some(whole) if draw.chance(0.004) => whole.get(..8).unwrap_or_default().to_owned(),
            other => other.unwrap_or_default(),
        };
        Self {
            clientele: segment.clientele(),
            company,
            title: if woman { "Mme" } else { "M." },
            first_name,
            last_name,
            kind: kind_name,
            sector,
            email,
            phone,
            address: if individual && draw.chance(0.15) {
                String::new()
            } else {
                address(draw)
            },
            town,
            language: language(&town, draw),
            website: if has_site {
                format!("https://www.{domain}")
            } else {
                String::new()
            },
            followers: segment.networks.map(|(share, median)| {
                if draw.chance(share) {
                    format!("{:.0}", draw.log_normal(median, 0.7))
                } else {
                    String::new()
                }
            }),
            origin: origin(segment.clientele(), draw),
            first_contact: today.saturating_sub(known.days()),
            history,
            birth_year: if individual && draw.chance(0.7) {
                birth_year(today, draw)
            } else {
                String::new()
            },
            staff: if individual {
                String::new()
            } else {
                format!("{:.0}", draw.log_normal(6.0, 1.0).max(1.0))
            },
        }
    }

    /// The same person entered once more by somebody else.
    pub(super) fn entered_again(&self, draw: &mut Draw) -> Self {
        let mut again = self.clone();
        again.email = self.email.to_uppercase();
        if !self.phone.is_empty() {
            again.phone = retyped(&self.phone, draw);
        }
        again.origin = origin(self.clientele, draw);
        again
    }

    fn status(&self) -> &'static str {
        match (self.history.orders, self.clientele) {
            (0, _) => "Prospect",
            (4.., Clientele::Individuals) | (8.., Clientele::Professionals) => "Client fidèle",
            _ if self.history.opened * 10 < NEWSLETTERS => "Client inactif",
            _ => "Client",
        }
    }

    /// The line numbered `reference`, in the order of [`HEADER`].
    pub(super) fn record(&self, reference: u32) -> csv::StringRecord {
        let reference = format!("AL-{reference:06}");
        let history = &self.history;
        let last_order = history.last_order.map_or_else(String::new, |date| date.to_string());
        let [instagram, facebook, linkedin] = &self.followers;
        let numbers = [history.orders, history.amount, history.opened, history.visits].map(|number| number.to_string());
        let [orders, amount, opened, visits] = &numbers;
        let cells: [&str; HEADER.len()] = [
            &reference,
            &self.company,
            self.title,
            self.first_name,
            self.last_name,
            self.kind,
            self.sector,
            &self.email,
            &self.phone,
            &self.address,
            self.town.postcode,
            self.town.name,
            self.town.department(),
            self.town.region,
            "FR",
            self.language,
            self.status(),
            &self.website,
            instagram,
            facebook,
            linkedin,
            self.origin,
            &self.first_contact.to_string(),
            &last_order,
            orders,
            amount,
            opened,
            visits,
            if history.answered { "oui" } else { "non" },
            &self.birth_year,
            &self.staff,
        ];
        cells.as_slice().into()
    }
}

impl History {
    /// `known`: days since the first contact; nobody buys before it.
    fn draw(segment: &Segment, today: Date, known: i32, draw: &mut Draw) -> Self {
        let orders = draw.poisson(segment.orders);
        let (median, spread) = segment.basket;
        let amount = (0..orders).map(|_| draw.log_normal(median, spread)).sum::<f64>();
        let since = (draw.exponential(segment.recency) as i32).min(known);
        // People differ within a group, too: each has an attention of their own around the group's.
        let opens = (segment.opens + 0.08 * draw.normal()).clamp(0.0, 1.0);
        Self {
            orders,
            last_order: (orders > 0).then(|| today.saturating_sub(since.days())),
            amount: amount.round() as u32,
            opened: draw.binomial(NEWSLETTERS, opens),
            visits: draw.poisson(segment.visits),
            answered: draw.chance(segment.answers),
        }
    }
}

fn origin(clientele: Clientele, draw: &mut Draw) -> &'static str {
    draw.pick(match clientele {
        Clientele::Individuals => words::ORIGINS_AT_HOME,
        Clientele::Professionals => words::ORIGINS_AT_WORK,
    })
}

/// ISO 639-1. Near a border some prefer the neighbour's language.
fn language(town: &Town, draw: &mut Draw) -> &'static str {
    let neighbour = match town.region {
        "Grand Est" => "de",
        "Provence-Alpes-Côte d'Azur" | "Corse" => "it",
        "Occitanie" | "Nouvelle-Aquitaine" => "es",
        _ => "en",
    };
    match draw.unit() {
        share if share < 0.025 => neighbour,
        share if share < 0.05 => "en",
        _ => "fr",
    }
}

fn address(draw: &mut Draw) -> String {
    let mut address = (1 + draw.below(140)).to_string();
    if draw.chance(0.06) {
        address.push_str(" bis");
    }
    // Writing to a String cannot fail.
    let _ = write!(address, " {}", draw.pick(words::STREETS));
    if draw.chance(0.05) {
        let _ = write!(address, ", bâtiment {}", draw.pick(&["A", "B", "C"]));
    }
    address
}

/// Adults of every age, most in their forties and fifties.
fn birth_year(today: Date, draw: &mut Draw) -> String {
    let age = (48.0 + 15.0 * draw.normal()).clamp(18.0, 95.0) as i16;
    (today.year() - age).to_string()
}
