//! A large file is imported in the memory that a small one takes.

use relais_tests::base::{text, whole};
use relais_tests::fixture::administrations;
use relais_tests::import::{OnConflict, commit, finished, upload};
use relais_tests::{Server, on_both_databases};

/// The first file: large enough to fill every cache there is.
const FIRST: usize = 50_000;
/// The second: four times that.
const SECOND: usize = 200_000;
/// What the second may take more, in KiB: eight bytes a row to tell repeated addresses, and what an allocator keeps. One
/// copy of the file alone would be 30 MiB.
const GROWTH: u64 = 24 * 1024;

// R: M5
async fn a_large_file_takes_no_more_memory_than_a_small_one(server: Server) {
    let peak = |server: &Server| {
        let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid().unwrap())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap()
            .to_owned();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap()
    };
    let mut peaks = Vec::new();
    // One company: each has caches of its own, which count once.
    let tenant = server.tenant().await;
    for rows in [FIRST, SECOND] {
        let made = administrations(rows, rows as u64);
        let preview = upload(&tenant.api, "grand.csv", made.csv).await;
        let id = text(&preview["id"]);
        commit(&tenant.api, &id, OnConflict::Skip).await;
        let report = finished(&tenant.api, &id).await;
        let counts = ["created", "updated", "skipped", "rejected"].map(|count| whole(&report[count]));
        assert_eq!(counts.iter().sum::<u64>(), rows as u64, "{counts:?}");
        peaks.push(peak(&server));
    }
    assert!(
        peaks[1] < peaks[0] + GROWTH,
        "KiB at most, after {FIRST} and after {SECOND} rows: {peaks:?}"
    );
}
on_both_databases!(a_large_file_takes_no_more_memory_than_a_small_one, alone);
