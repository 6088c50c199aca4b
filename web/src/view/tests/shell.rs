use crate::view::{CampaignStatus, Company, Place, RecentCampaign, Shell};

/// The frame of a member with a few campaigns.
pub(super) fn shell(place: Place) -> Shell {
    let campaign = |id: &str, title: &str, status| RecentCampaign {
        id: id.to_owned(),
        title: title.to_owned(),
        status,
        current: false,
    };
    Shell {
        place,
        menu: Place::MENU.to_vec(),
        company: "Atelier Kerguelen".to_owned(),
        companies: vec![
            Company {
                id: "a".to_owned(),
                name: "Atelier Kerguelen".to_owned(),
                current: true,
            },
            Company {
                id: "b".to_owned(),
                name: "Maison Lambert & fils".to_owned(),
                current: false,
            },
        ],
        sandbox: true,
        member: "Anne Le Goff".to_owned(),
        email: "anne.legoff@example.test".to_owned(),
        recent: vec![
            campaign("c1", "Salon des maires 2027", CampaignStatus::Ready),
            campaign(
                "c2",
                "Portes ouvertes de printemps, Bretagne et Pays de la Loire",
                CampaignStatus::Sending,
            ),
            campaign("c3", "Vœux 2027", CampaignStatus::Finished),
            campaign("c4", "Relance intercommunalités", CampaignStatus::PartiallyFailed),
        ],
        toasts: vec![],
        here: place.href().to_owned(),
    }
}

#[test]
fn initials_are_two_letters_at_most() {
    let mut shell = shell(Place::Overview);
    assert_eq!(shell.initials(), "AG");
    shell.member = "éloïse".to_owned();
    assert_eq!(shell.initials(), "É");
    shell.member = String::new();
    assert_eq!(shell.initials(), "");
}
