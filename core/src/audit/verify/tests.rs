//! A log in memory and what can be done to it.

use super::*;
use crate::audit::note::Checkpoint;
use crate::audit::tree::leaf_hash;
use relais_tenants::audit::leaf::Salt;
use relais_tenants::clock::Rng;
use relais_tenants::keys::{MasterKey, TenantKeys};

const NAME: &str = "relais-audit/essai";

struct Log {
    keys: TenantKeys,
    records: Vec<Record>,
    /// By the number of entries they cover.
    checkpoints: Vec<(u64, String)>,
}

fn record(index: u64) -> Record {
    let salt = Salt([u8::try_from(index % 251).unwrap(); 16]);
    let details = format!("{{\"n\":{index}}}");
    let said = Said {
        actor: "operator".into(),
        object: index.to_string(),
        request: String::new(),
        salt: salt.for_event(),
        details_hash: leaf::details_hash(&salt.for_details(), &details),
        details: Some((salt.for_details(), details)),
    };
    let mut record = Record {
        index,
        id: Uuid::from_u128(u128::from(index)),
        at: Millis(1_800_000_000_000),
        action: "contact.create".into(),
        commitment: [0; 32],
        said: Some(said),
    };
    commit(&mut record);
    record
}

/// What somebody who writes an entry anew would do.
fn commit(record: &mut Record) {
    let said = record.said.clone().unwrap();
    let event = Event {
        id: record.id,
        at: record.at,
        actor: &said.actor,
        action: &record.action,
        object: &said.object,
        request: &said.request,
        details: said.details_hash,
    };
    record.commitment = event.commitment(&said.salt);
}

impl Log {
    fn of(count: u64, every: u64) -> Self {
        let rng = Rng::seeded(5);
        let (keys, _) = TenantKeys::generate(Uuid::from_u128(1), &MasterKey::generate(&rng), &rng);
        let mut log = Self {
            keys,
            records: (0..count).map(record).collect(),
            checkpoints: Vec::new(),
        };
        log.sign(every);
        log
    }

    /// Signs anew, as the genuine program would over these entries.
    fn sign(&mut self, every: u64) {
        let mut edge = Edge::default();
        self.checkpoints.clear();
        for record in &self.records {
            edge.push(leaf_hash(&leaf::leaf(
                record.id,
                record.at,
                &record.action,
                &record.commitment,
            )));
            if edge.size().is_multiple_of(every) || edge.size() == self.records.len() as u64 {
                let checkpoint = Checkpoint {
                    origin: NAME.into(),
                    size: edge.size(),
                    root: edge.root(),
                };
                self.checkpoints.push((edge.size(), checkpoint.sign(self.keys.audit())));
            }
        }
    }

    fn verify(&self, known: &[String], forgiven: &[u64]) -> Result<Report, Finding> {
        let key = LogKey {
            name: NAME.into(),
            public: self.keys.audit().public(),
        };
        let mut verifier = Verifier::new(key, known)?;
        for record in &self.records {
            verifier.entry(record, forgiven.contains(&record.index))?;
            let size = verifier.size();
            for (_, note) in self.checkpoints.iter().filter(|(at, _)| *at == size) {
                verifier.checkpoint(note)?;
            }
        }
        verifier.end()
    }

    fn newest(&self) -> String {
        self.checkpoints.last().unwrap().1.clone()
    }
}

fn found(result: Result<Report, Finding>) -> (Fault, u64, u64) {
    let finding = result.unwrap_err();
    (finding.fault, finding.first, finding.last)
}

// R: G9
#[test]
fn a_whole_log_is_found_whole() {
    let log = Log::of(1_000, 100);
    let report = log.verify(&[log.newest()], &[]).unwrap();
    assert_eq!(
        (report.size, report.checkpoints, report.compared, report.erased),
        (1_000, 10, 1, 0)
    );
}

// R: G9
#[test]
fn each_part_of_an_entry_that_is_altered_names_it() {
    let log = Log::of(300, 100);
    let changes: [fn(&mut Record); 9] = [
        |record| record.at = Millis(1),
        |record| record.id = Uuid::from_u128(9_999),
        |record| record.action = "contact.delete".into(),
        |record| record.commitment[31] ^= 1,
        |record| record.said.as_mut().unwrap().actor = "system".into(),
        |record| record.said.as_mut().unwrap().object = "autre".into(),
        |record| record.said.as_mut().unwrap().request = "0".into(),
        |record| record.said.as_mut().unwrap().details_hash[0] ^= 1,
        |record| record.said.as_mut().unwrap().details.as_mut().unwrap().1.push(' '),
    ];
    for change in changes {
        let mut log = Log::of(300, 100);
        change(&mut log.records[123]);
        assert_eq!(found(log.verify(&[], &[])), (Fault::Altered, 123, 123));
    }
    assert!(log.verify(&[], &[]).is_ok());
}

// R: G9
#[test]
fn what_is_taken_out_exchanged_or_put_in_is_named() {
    let mut log = Log::of(300, 100);
    log.records.remove(42);
    assert_eq!(found(log.verify(&[], &[])), (Fault::Missing, 42, 42));

    let mut log = Log::of(300, 100);
    log.records.swap(42, 43);
    assert_eq!(found(log.verify(&[], &[])), (Fault::Missing, 42, 42));
    for (place, record) in log.records.iter_mut().enumerate() {
        record.index = place as u64;
    }
    // Numbered to fit, they are what was recorded, in an order that was not signed.
    assert_eq!(found(log.verify(&[], &[])), (Fault::Rewritten, 0, 99));

    let mut log = Log::of(300, 100);
    log.records.truncate(250);
    assert_eq!(found(log.verify(&[], &[])), (Fault::Unsigned, 200, 249));
}

// R: G9
#[test]
fn an_entry_written_anew_is_between_the_signatures_it_contradicts() {
    let mut log = Log::of(300, 100);
    log.records[142].said.as_mut().unwrap().object = "autre".into();
    commit(&mut log.records[142]);
    assert_eq!(found(log.verify(&[], &[])), (Fault::Rewritten, 100, 199));
    // Whoever has no key signs with another.
    let other = MasterKey::generate(&Rng::seeded(77));
    let (keys, _) = TenantKeys::generate(Uuid::from_u128(1), &other, &Rng::seeded(78));
    let own = std::mem::replace(&mut log.keys, keys);
    log.sign(100);
    log.keys = own;
    assert_eq!(found(log.verify(&[], &[])), (Fault::Unsigned, 0, 99));
}

// R: G9
#[test]
fn only_a_checkpoint_from_outside_shows_a_log_put_back_and_signed_on() {
    let whole = Log::of(300, 100);
    let (early, outside) = (whole.checkpoints[0].1.clone(), whole.newest());

    let mut back = Log::of(200, 100);
    assert!(back.verify(&[], &[]).is_ok(), "by itself it is in order");
    assert_eq!(
        found(back.verify(std::slice::from_ref(&outside), &[])),
        (Fault::RolledBack, 200, 299)
    );

    let mut fork = Log::of(320, 100);
    fork.records[250].said.as_mut().unwrap().object = "autre".into();
    commit(&mut fork.records[250]);
    fork.sign(50);
    assert!(fork.verify(&[], &[]).is_ok());
    assert_eq!(
        found(fork.verify(std::slice::from_ref(&outside), &[])),
        (Fault::Forked, 0, 299)
    );
    assert_eq!(found(fork.verify(&[outside, early], &[])), (Fault::Forked, 100, 299));

    back.keys = TenantKeys::generate(
        Uuid::from_u128(1),
        &MasterKey::generate(&Rng::seeded(1)),
        &Rng::seeded(1),
    )
    .0;
    assert!(matches!(
        back.verify(&[whole.newest()], &[]).unwrap_err().fault,
        Fault::Given(_)
    ));
}

// R: G9
#[test]
fn an_erased_entry_is_whole_when_its_erasure_is_on_record() {
    let mut log = Log::of(300, 100);
    log.records[7].said = None;
    assert_eq!(found(log.verify(&[], &[])), (Fault::Emptied, 7, 7));
    assert_eq!(log.verify(&[], &[7]).unwrap().erased, 1);
    // Even then its leaf is the one that was signed.
    log.records[7].action = "contact.delete".into();
    assert_eq!(found(log.verify(&[], &[7])), (Fault::Rewritten, 0, 99));
}
