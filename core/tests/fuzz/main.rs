//! What `make fuzz` runs for minutes, over its corpus and a bounded number of mutations.
#![expect(clippy::panic, reason = "a target reports by panicking")]

#[path = "../../../fuzz/targets/csv.rs"]
mod csv;
#[path = "../../../fuzz/targets/proof.rs"]
mod proof;
#[path = "../../../fuzz/targets/replay.rs"]
mod replay;
#[path = "../../../fuzz/targets/template.rs"]
mod template;
#[path = "../../../fuzz/targets/token.rs"]
mod token;

use std::path::Path;

fn replayed(target: &str, mutations: usize, run: fn(&[u8])) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fuzz/corpus")
        .join(target);
    assert!(replay::replay(&corpus, mutations, run) > 0, "{target} has no corpus");
}

// R: G4
#[test]
fn tokens() {
    replayed("token", 20_000, token::run);
}

// R: M5
#[test]
fn lists() {
    replayed("csv", 5_000, csv::run);
}

// R: G9
#[test]
fn proofs() {
    replayed("proof", 1_000, proof::run);
}

// R: S15
#[test]
fn contents() {
    replayed("template", 1_000, template::run);
}
