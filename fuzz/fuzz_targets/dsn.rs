#![no_main]
#![allow(dead_code, reason = "the plugin's other rooms come with the one that is run")]

#[path = "../../channels/email/src/config.rs"]
mod config;
#[path = "../../channels/email/src/mailbox.rs"]
mod mailbox;
#[path = "../../channels/email/src/problem.rs"]
mod problem;
#[path = "../../channels/email/src/report/mod.rs"]
mod report;
#[path = "../targets/dsn.rs"]
mod target;

libfuzzer_sys::fuzz_target!(|data: &[u8]| target::run(data));
