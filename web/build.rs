//! Turns `assets/dist/` (made by `npm run build`) into a table the binary embeds.
//!
//! Nothing is compiled or compressed here: the node build already named each file after its
//! content and put a brotli twin beside each text.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

const ADVICE: &str =
    "the interface's assets are not built: run `npm ci && npm run build` in web/assets (or `make build`)";

fn main() {
    println!("cargo::rerun-if-changed=assets/dist/index.txt");
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build.rs");
    if let Err(why) = write_table() {
        println!("cargo::error={why}");
        process::exit(1);
    }
}

/// Writes `assets_table.rs`: one `Asset` per line of `index.txt`, sorted by logical name.
fn write_table() -> Result<(), String> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(|e| e.to_string())?;
    let dist = PathBuf::from(root).join("assets").join("dist");
    let index = fs::read_to_string(dist.join("index.txt")).map_err(|_| ADVICE.to_owned())?;

    let mut table = String::from("&[\n");
    for line in index.lines() {
        let [name, file, mime] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!(
                "assets/dist/index.txt has a line that is not three fields: {line}; {ADVICE}"
            ));
        };
        let plain = dist.join(file);
        let packed = dist.join(format!("{file}.br"));
        if !plain.is_file() {
            return Err(format!("assets/dist/{file} is missing; {ADVICE}"));
        }
        let brotli = if packed.is_file() {
            format!("Some(include_bytes!({packed:?}))")
        } else {
            "None".to_owned()
        };
        writeln!(
            table,
            "    Asset {{ name: {name:?}, path: {:?}, mime: {mime:?}, bytes: include_bytes!({plain:?}), brotli: {brotli} }},",
            format!("/assets/{file}"),
        )
        .map_err(|e| e.to_string())?;
    }
    table.push(']');

    let out = env::var("OUT_DIR").map_err(|e| e.to_string())?;
    fs::write(Path::new(&out).join("assets_table.rs"), table).map_err(|e| e.to_string())
}
