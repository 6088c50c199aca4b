//! Builds the plugins that only tests load.

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    for watched in ["build.rs", "guests", "../plugins-sdk/wit", "../plugins-sdk/guest"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let target = relais_plugin_build::shared_target_dir(&out);
    let component = relais_plugin_build::build(&here.join("guests/hostile"), &target)?;
    std::fs::write(out.join("hostile.wasm"), component)?;
    Ok(())
}
