//! What made-up organisations are called and what they do.

use super::draw::Draw;
use super::segment::Kind;
use super::towns::Town;
use super::words;

/// Name, type and sector of the organisation; no name for an individual.
pub(super) fn organisation(
    kind: Kind,
    family: &str,
    town: &Town,
    draw: &mut Draw,
) -> (String, &'static str, &'static str) {
    let epithet = draw.pick(words::EPITHETS);
    let of = |what: &str| format!("{what} {}", of_town(town.name));
    match kind {
        Kind::Individual => (String::new(), "Particulier", "Particuliers"),
        Kind::Architect => {
            let form = draw.pick(&["Atelier", "Agence", "Studio", "Cabinet"]);
            (
                format!("{form} {family} {}", town.name),
                "Architecte",
                "Architecture et décoration",
            )
        }
        Kind::Hotel => (format!("Hôtel {epithet} {}", town.name), "Hôtel", "Hôtellerie"),
        Kind::Restaurant => {
            let form = draw.pick(&["Restaurant", "Brasserie", "Bistrot", "Auberge"]);
            (format!("{form} {epithet} {}", town.name), "Restaurant", "Restauration")
        }
        Kind::Boutique => {
            let form = draw.pick(&["Maison", "Comptoir", "Galerie", "Boutique"]);
            (
                format!("{form} {epithet} {}", town.name),
                "Boutique",
                "Commerce de détail",
            )
        }
        Kind::Council => {
            let form = draw.pick(&["Mairie", "Agglomération", "Office de tourisme", "Médiathèque"]);
            (of(form), "Collectivité", "Secteur public")
        }
        Kind::Museum => {
            let form = draw.pick(&["Musée", "Théâtre", "Centre d'art", "Conservatoire"]);
            (of(form), "Lieu culturel", "Culture")
        }
        Kind::Company => {
            let (form, sector) = match draw.below(5) {
                0 => ("Immobilier", "Immobilier"),
                1 => ("Conseil", "Services aux entreprises"),
                2 => ("Numérique", "Informatique"),
                3 => ("Santé", "Santé"),
                _ => ("Industrie", "Industrie"),
            };
            (format!("{family} {form} {}", town.name), "Entreprise", sector)
        }
    }
}

/// `de Lyon`, `d'Arles`, `du Havre`, `des Abymes`.
fn of_town(name: &str) -> String {
    if let Some(rest) = name.strip_prefix("Le ") {
        format!("du {rest}")
    } else if let Some(rest) = name.strip_prefix("Les ") {
        format!("des {rest}")
    } else if name.starts_with(['A', 'E', 'I', 'O', 'U', 'É', 'Î']) {
        format!("d'{name}")
    } else {
        format!("de {name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn towns_take_their_article() {
        assert_eq!(
            ["Lyon", "Arles", "Le Havre", "Les Abymes", "La Rochelle"]
                .map(of_town)
                .join(", "),
            "de Lyon, d'Arles, du Havre, des Abymes, de La Rochelle"
        );
    }
}
