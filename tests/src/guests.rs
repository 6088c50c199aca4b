//! Plugins that only tests load, built by `build.rs` from `tests/guests`.

/// Does what plugins must not; its configuration says what (`tests/guests/hostile/src/lib.rs`).
pub const HOSTILE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hostile.wasm"));

/// Was written for version 1.0 of the interface and stays as it is (`tests/guests/frozen-1.0`).
pub const FROZEN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/frozen.wasm"));

/// What `relais plugin new` begins with and `docs/plugins.md` explains (`plugins-sdk/template`).
pub const TUTORIAL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tutorial.wasm"));

/// Serves text messages by web requests: the first version of a plugin (`tests/guests/paging-1`).
pub const PAGING_1: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/paging-1.wasm"));

/// The second version of the same, which wants more (`tests/guests/paging-2`).
pub const PAGING_2: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/paging-2.wasm"));
