//! The audit log's rows: several who continue it at once, and erasing what it says of a person, on both databases.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test reports by failing: the exemption of tests does not reach its helpers"
)]

mod house;

use house::House;
use relais_core::audit::verify::{Fault, stored};
use relais_core::audit::{self, Wanted, proof};
use relais_tenants::audit::Actor;
use std::sync::atomic::{AtomicBool, Ordering};

async fn size(house: &House) -> u64 {
    audit::sequence(&house.tenant, &|| true).await.unwrap();
    stored::verify(&house.tenant, &[]).await.unwrap().unwrap().size
}

// R: G9
async fn several_continue_the_log_while_acts_go_on(house: House) {
    let before = size(&house).await;
    let over = AtomicBool::new(false);
    let write = async {
        let writers = (0..3).map(|_| house.record("x", 120));
        futures_util::future::join_all(writers).await;
        over.store(true, Ordering::Relaxed);
    };
    let sequence = async || {
        while !over.load(Ordering::Relaxed) {
            audit::sequence(&house.tenant, &|| true).await.unwrap();
        }
    };
    let verify = async {
        while !over.load(Ordering::Relaxed) {
            stored::verify(&house.tenant, &[]).await.unwrap().unwrap();
        }
    };
    tokio::join!(write, sequence(), sequence(), verify);
    assert_eq!(size(&house).await, before + 360);
    assert_eq!(audit::status(&house.tenant).await.unwrap().staged, 0);
}
on_both!(several_continue_the_log_while_acts_go_on);

// R: G9
async fn rounds_larger_than_a_tile_prove_and_verify(house: House) {
    house.record("x", 700).await;
    let size = size(&house).await;
    assert!(size > 700);
    for index in [0, 255, 256, 511, 512, size - 1] {
        let proof = proof::of_entry(&house.tenant, index, None).await.unwrap().unwrap();
        assert_eq!((proof.index, proof.size), (index, size));
    }
    assert!(proof::of_entry(&house.tenant, size, None).await.unwrap().is_none());
    assert!(proof::of_growth(&house.tenant, 300, Some(600)).await.unwrap().is_some());
}
on_both!(rounds_larger_than_a_tile_prove_and_verify);

// R: G9
async fn what_the_log_says_of_a_person_is_erased_and_the_log_stays_whole(house: House) {
    let tenant = &house.tenant;
    house.record("une-personne", 40).await;
    house.record("une-autre", 3).await;
    size(&house).await;
    let early = audit::newest(tenant).await.unwrap().unwrap().note;
    // Some have their place, some wait for it.
    house.record("une-personne", 2).await;
    let about = async |object: &str| {
        let wanted = Wanted {
            object: Some(object),
            ..Wanted::default()
        };
        audit::latest(tenant, &wanted, 100).await.unwrap().0
    };
    let entries = about("une-personne").await;
    assert_eq!(entries.len(), 42);

    let mut tx = tenant.write().await.unwrap();
    let erased = audit::erase(&mut tx, tenant, Actor::System, "une-personne")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(erased, 42);
    assert!(about("une-personne").await.is_empty());
    assert_eq!(about("une-autre").await.len(), 3);
    for entry in &entries {
        let left = audit::find(tenant, entry.id).await.unwrap().unwrap();
        assert!(left.content.is_none());
        assert_eq!(
            (left.at, &left.action, left.leaf_hash()),
            (entry.at, &entry.action, entry.leaf_hash())
        );
        assert!(
            audit::reveal(tenant, Actor::Operator, entry.id)
                .await
                .unwrap()
                .is_none()
        );
    }
    // Verified before the record of it has its place, and after; against a checkpoint of before, too.
    assert!(stored::verify(tenant, &[]).await.unwrap().is_ok());
    size(&house).await;
    let report = stored::verify(tenant, &[early]).await.unwrap().unwrap();
    assert_eq!((report.erased, report.compared), (42, 1));

    // The same without a record of it is tampering.
    let other = about("une-autre").await.pop().unwrap();
    let mut tx = tenant.write().await.unwrap();
    tx.exec(
        "UPDATE audit_entries SET actor = '', object = '', salt = $3, details = $3 WHERE tenant_id = $1 AND id = $2",
        (tenant.id(), other.id, Vec::<u8>::new()),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let finding = stored::verify(tenant, &[]).await.unwrap().unwrap_err();
    assert_eq!(
        (finding.fault, Some(finding.first), finding.id),
        (Fault::Emptied, other.index, Some(other.id))
    );
}
on_both!(what_the_log_says_of_a_person_is_erased_and_the_log_stays_whole);
