//! What is counted before a launch: whom it would reach, and of whom merge fields are not known.

use crate::house::on_both_databases;
use crate::house::{House, Place, Script};
use relais_core::audience::Filter;
use relais_core::campaigns::{self, Unknown};
use relais_core::consent::{BasisKind, Topic};
use relais_tenants::clock::Clock;
use std::collections::BTreeMap;

// R: S11 T1
async fn a_launch_is_counted_before_it_is_asked_for(place: Place) {
    let house = House::open(&place, &Script::accepting(), Clock::system()).await;
    let people = house.people(11).await;
    house.contact(Some("sans@example.test"), None).await;
    house.contact(None, Some(BasisKind::Consent)).await;
    let id = house.campaign("Comptée", |_| {}).await;
    let (tenant, audiences) = (&house.tenant, &house.audiences);
    let reachable = async |topics: &[Topic]| campaigns::reachable(tenant, audiences, id, topics).await.unwrap();
    assert_eq!(reachable(&[Topic::Email]).await, Some(11));
    assert_eq!(reachable(&[Topic::Email, Topic::Sms]).await, Some(11));
    assert_eq!(reachable(&[Topic::Sms]).await, Some(0));
    house.withdraw(people[3]).await;
    assert_eq!(reachable(&[Topic::Email]).await, Some(10), "as it is now");

    // Sealed, clear and indexed fields; one of which nothing is known cheaply is left out.
    let fields = [
        "name",
        "first_name",
        "website",
        "city",
        "email",
        "company_name",
        "nothing",
    ]
    .map(str::to_owned);
    let expected = Unknown {
        of: 10,
        empty: BTreeMap::from(
            [
                ("name", 0),
                ("first_name", 10),
                ("website", 10),
                ("city", 10),
                ("email", 0),
            ]
            .map(|(field, count)| (field.to_owned(), count)),
        ),
    };
    let everybody = Filter::new();
    for campaign in [Some(id), None] {
        let unknown = campaigns::unknown_of(tenant, audiences, campaign, &everybody, Topic::Email, &fields);
        assert_eq!(unknown.await.unwrap(), expected);
    }
}
on_both_databases!(a_launch_is_counted_before_it_is_asked_for);
