//! The plugins that come with the program, built from source by `build.rs`.

/// A plugin's name and its component.
pub(crate) const PLUGINS: [(&str, &[u8]); 3] = [
    ("email", include_bytes!(concat!(env!("OUT_DIR"), "/email.wasm"))),
    ("push", include_bytes!(concat!(env!("OUT_DIR"), "/push.wasm"))),
    ("postal", include_bytes!(concat!(env!("OUT_DIR"), "/postal.wasm"))),
];
