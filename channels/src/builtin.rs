//! The plugins that come with the program, built from source by `build.rs`.

/// A plugin's name and its component.
pub(crate) const PLUGINS: [(&str, &[u8]); 6] = [
    ("email", include_bytes!(concat!(env!("OUT_DIR"), "/email.wasm"))),
    ("mailgun", include_bytes!(concat!(env!("OUT_DIR"), "/mailgun.wasm"))),
    ("sendgrid", include_bytes!(concat!(env!("OUT_DIR"), "/sendgrid.wasm"))),
    ("sms", include_bytes!(concat!(env!("OUT_DIR"), "/sms.wasm"))),
    ("push", include_bytes!(concat!(env!("OUT_DIR"), "/push.wasm"))),
    ("postal", include_bytes!(concat!(env!("OUT_DIR"), "/postal.wasm"))),
];
