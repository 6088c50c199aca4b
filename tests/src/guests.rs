//! Plugins that only tests load, built by `build.rs` from `tests/guests`.

/// Does what plugins must not; its configuration says what (`tests/guests/hostile/src/lib.rs`).
pub const HOSTILE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hostile.wasm"));
