//! `name@domain` and `Name <name@domain>`.

/// Whether somebody wrote a mailbox.
pub fn is_one(written: &str) -> bool {
    let written = written.trim();
    let (name, address) = match written.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((name, address)) => (name.trim().trim_matches('"').trim(), address.trim()),
        None => ("", written),
    };
    is_address(address) && !name.contains(char::is_control)
}

/// Whether this could be an address. The relay knows better; here only what can never be one is refused.
fn is_address(address: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c))
    };
    address.len() <= 320
        && address.rsplit_once('@').is_some_and(|(local, domain)| {
            plain(local) && !local.contains('@') && plain(domain) && !domain.starts_with('.') && !domain.contains("..")
        })
}
