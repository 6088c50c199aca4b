//! Which hosts may be reached: those that the administrator named, and of their addresses those that are public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

/// `scheme://host[:port]`, as granted or as asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    scheme: String,
    host: Host,
    port: u16,
}

/// The hosts that one use of a plugin may reach.
#[derive(Clone, Debug, Default)]
pub struct Reach(Vec<Origin>);

impl Origin {
    /// Reads an origin; a path other than `/`, a user or a query make it none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().ok().filter(|port| *port > 0)?)),
            _ => (authority, None),
        };
        if host.contains(['/', '?', '#', '@']) {
            return None;
        }
        let port = match port {
            Some(port) => port,
            None => default_port(&scheme)?,
        };
        Some(Self {
            host: Host::parse(host).ok()?,
            scheme,
            port,
        })
    }

    /// The origin of an address.
    #[must_use]
    pub fn of(url: &Url) -> Option<Self> {
        Some(Self {
            scheme: url.scheme().to_owned(),
            host: url.host()?.to_owned(),
            port: url.port_or_known_default()?,
        })
    }

    /// `https`, `smtp`, …
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// Name or address, without brackets.
    #[must_use]
    pub fn host(&self) -> String {
        match &self.host {
            Host::Ipv6(address) => address.to_string(),
            host => host.to_string(),
        }
    }

    /// TCP port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}:{}", self.scheme, self.host, self.port)
    }
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        "smtp" => Some(25),
        "smtps" => Some(465),
        _ => None,
    }
}

impl Reach {
    /// What was granted; what is no origin grants nothing.
    #[must_use]
    pub fn new(granted: &[String]) -> Self {
        Self(granted.iter().filter_map(|text| Origin::parse(text)).collect())
    }

    /// The first host of which every address is on a private network; one without an address may get some.
    pub async fn closed(&self) -> Option<String> {
        for origin in &self.0 {
            let host = origin.host();
            let Ok(addresses) = tokio::net::lookup_host((host.as_str(), origin.port())).await else {
                continue;
            };
            let addresses: Vec<SocketAddr> = addresses.collect();
            if !addresses.is_empty() && !addresses.iter().any(|address| is_public(address.ip())) {
                return Some(host);
            }
        }
        None
    }

    /// Whether an origin was granted.
    #[must_use]
    pub fn allows(&self, origin: &Origin) -> bool {
        self.0.contains(origin)
    }
}

/// The addresses of a host that may be connected to. `private` lets in those of private networks and this machine.
pub async fn resolve(host: &str, port: u16, private: bool) -> Result<Vec<SocketAddr>, String> {
    let found = tokio::net::lookup_host((host, port))
        .await
        .map_err(|error| format!("{host} has no address: {error}"))?;
    usable(host, found, private)
}

/// Those of a name's addresses that may be connected to. They are what is connected to: the name is not asked for again,
/// so that it cannot have become another in between.
fn usable(host: &str, found: impl Iterator<Item = SocketAddr>, private: bool) -> Result<Vec<SocketAddr>, String> {
    let mut refused = false;
    let addresses: Vec<SocketAddr> = found
        .filter(|address| {
            let may = private || is_public(address.ip());
            refused |= !may;
            may
        })
        .collect();
    match (addresses.is_empty(), refused) {
        (false, _) => Ok(addresses),
        (true, true) => Err(format!(
            "{host} is on a private network, which the operator of this installation has not allowed"
        )),
        (true, false) => Err(format!("{host} has no address")),
    }
}

/// Whether an address belongs to the public network (the registries of RFC 6890, as kept by IANA).
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(a == 0
        || a == 127
        || a >= 224
        || address.is_private()
        || address.is_link_local()
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113))
}

/// Global unicast is `2000::/3`; in it, what embeds an IPv4 address is as public as that one.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(v4) = address.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        // Teredo, benchmarking, ORCHID, documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_compared_by_what_they_mean() {
        let reach = Reach::new(&[
            "https://API.Example.org".into(),
            "smtp://relay.example.org:587".into(),
            "nonsense".into(),
        ]);
        let allows = |text: &str| Origin::parse(text).is_some_and(|origin| reach.allows(&origin));
        assert!(allows("https://api.example.org:443"));
        assert!(allows("https://api.example.org/"));
        assert!(allows("smtp://relay.example.org:587"));
        for other in [
            "http://api.example.org",
            "https://api.example.org:8443",
            "https://api.example.org.evil.example",
            "https://api.example.org@evil.example",
            "https://evil.example/?https://api.example.org",
            "smtps://relay.example.org:587",
            "smtp://relay.example.org",
            "ftp://api.example.org",
        ] {
            assert!(!allows(other), "{other}");
        }
        let url = Url::parse("https://api.example.org/v1/messages?x=1").unwrap();
        assert!(reach.allows(&Origin::of(&url).unwrap()));
    }

    #[test]
    fn private_addresses_are_told_from_public_ones() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in [
            "1.1.1.1",
            "198.20.0.1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "2001:4860:4860::8888",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    // R: P3
    #[test]
    fn a_name_that_changes_its_mind_leads_nowhere_private() {
        let address = |text: &str| -> SocketAddr { text.parse().unwrap() };
        let (public, private) = (address("1.1.1.1:443"), address("127.0.0.1:443"));
        let kept = usable(
            "rebind.example",
            [private, public, address("[::1]:443")].into_iter(),
            false,
        );
        assert_eq!(kept, Ok(vec![public]));
        let later = usable("rebind.example", [private].into_iter(), false);
        assert!(later.unwrap_err().contains("private network"));
        assert_eq!(usable("rebind.example", [private].into_iter(), true), Ok(vec![private]));
    }

    #[tokio::test]
    async fn a_name_on_this_machine_is_refused_unless_allowed() {
        assert!(
            resolve("localhost", 25, false)
                .await
                .unwrap_err()
                .contains("private network")
        );
        assert!(!resolve("localhost", 25, true).await.unwrap().is_empty());
    }
}
