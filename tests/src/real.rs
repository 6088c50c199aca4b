//! Real input, where somebody has put it beside the clone: `../shared/data`. Tests on it are extra; the ones on
//! generated files always run.

use std::path::Path;

/// French public bodies.
pub const ADMINISTRATIONS: &str = "administrations.csv";
/// Lines of [`ADMINISTRATIONS`] without its header.
pub const ADMINISTRATIONS_ROWS: usize = 50_256;
/// Different addresses in [`ADMINISTRATIONS`]; every line has one.
pub const ADMINISTRATIONS_EMAILS: usize = 48_899;

/// Customers of a shop: no names, no addresses.
pub const CUSTOMERS: &str = "customers.csv";
/// Lines of [`CUSTOMERS`] without its header.
pub const CUSTOMERS_ROWS: usize = 2_240;

/// The bytes of a real file, or `None` where there is none.
pub fn read(name: &str) -> Option<Vec<u8>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    std::fs::read(data.join(name)).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_figures_are_those_of_the_file() {
        let Some(bytes) = read(ADMINISTRATIONS) else { return };
        let mut reader = csv::Reader::from_reader(&*bytes);
        let emails: Vec<String> = reader.records().map(|line| line.unwrap()[3].to_lowercase()).collect();
        assert_eq!(emails.len(), ADMINISTRATIONS_ROWS);
        assert_eq!(emails.iter().collect::<HashSet<_>>().len(), ADMINISTRATIONS_EMAILS);
    }
}
