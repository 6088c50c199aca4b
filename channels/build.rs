//! Builds the plugins that come with the program.

use std::error::Error;
use std::path::PathBuf;

const PLUGINS: [&str; 6] = ["email", "mailgun", "sendgrid", "sms", "push", "postal"];

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let target = relais_plugin_build::shared_target_dir(&out);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../plugins-sdk/wit");
    println!("cargo::rerun-if-changed=../plugins-sdk/guest");
    // What two of them have in common.
    println!("cargo::rerun-if-changed=webmail");
    for plugin in PLUGINS {
        println!("cargo::rerun-if-changed={plugin}");
        let component = relais_plugin_build::build(&here.join(plugin), &target)?;
        std::fs::write(out.join(plugin).with_extension("wasm"), component)?;
    }
    Ok(())
}
