//! Builds the plugins that only tests load.

use std::error::Error;
use std::path::PathBuf;

/// What they are called here, and their folders.
const PLUGINS: [(&str, &str); 5] = [
    ("hostile", "guests/hostile"),
    ("frozen", "guests/frozen-1.0"),
    ("paging-1", "guests/paging-1"),
    ("paging-2", "guests/paging-2"),
    ("tutorial", "../plugins-sdk/template"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let watched = ["build.rs", "guests", "../plugins-sdk/wit", "../plugins-sdk/guest"];
    for watched in watched.iter().chain(PLUGINS.iter().map(|(_, folder)| folder)) {
        println!("cargo::rerun-if-changed={watched}");
    }
    let target = relais_plugin_build::shared_target_dir(&out);
    for (name, folder) in PLUGINS {
        let component = relais_plugin_build::build(&here.join(folder), &target)?;
        std::fs::write(out.join(name).with_extension("wasm"), component)?;
    }
    Ok(())
}
