//! Where a request comes from.

use crate::app::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The client's address, as the connection shows it; behind a proxy that the operator trusts, as that proxy says.
/// Nothing else that stands in a header counts, or a guessing machine would give itself a new address for each attempt.
#[derive(Clone, Copy, Debug)]
pub struct Client(pub IpAddr);

impl FromRequestParts<App> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| address.ip());
        // Without a connection there is no client: only tests call the service that way.
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        Ok(Self(behind(peer, &parts.headers, &app.trusted_proxies)))
    }
}

/// Addresses that belong together: `10.0.0.0/8`, `fd00::/8`, or a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u32,
}

/// Why a text is no [`Network`].
#[derive(Debug, thiserror::Error)]
#[error("an address or a block like 10.0.0.0/8 is expected")]
pub struct NetworkError;

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse().map_err(|_| NetworkError)?)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| NetworkError)?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(longest);
        (bits <= longest).then_some(Self { address, bits }).ok_or(NetworkError)
    }
}

/// The proxies that an operator trusts: [`Network`]s separated by commas, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<Network>);

impl FromStr for Proxies {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let texts = text.split(',').filter(|text| !text.trim().is_empty());
        texts.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl Proxies {
    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(address))
    }
}

impl Network {
    fn holds(&self, other: IpAddr) -> bool {
        match (self.address, other) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - self.bits).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - self.bits).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }
}

/// Who is behind `peer`: each trusted proxy appends whom it heard from to `X-Forwarded-For`, so the list is read from its
/// end, and only as far as those who wrote it are trusted. What stands before that may have been written by anybody.
fn behind(peer: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> IpAddr {
    let lines = headers.get_all(FORWARDED_FOR).iter();
    let said: Vec<&str> = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .collect();
    let mut client = peer.to_canonical();
    for hop in said.into_iter().rev() {
        if !proxies.trust(client) {
            break;
        }
        let Some(before) = address(hop) else { break };
        client = before;
    }
    client
}

/// An entry of the list: an address, with or without brackets and port.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let ip = hop.parse::<IpAddr>().ok();
    let ip = ip.or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()));
    let ip = ip.or_else(|| hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok());
    ip.map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, said: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in said {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        let proxies: Proxies = trusted.join(", ").parse().unwrap();
        behind(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn a_header_counts_only_from_a_trusted_proxy() {
        assert_eq!(seen("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(seen("203.0.113.9", &["198.51.100.1"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(seen("10.1.2.3", &["198.51.100.1"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(
            seen("::ffff:10.1.2.3", &["[2001:db8::1]:4711"], &["10.0.0.0/8"]),
            "2001:db8::1"
        );
    }

    #[test]
    fn what_a_client_wrote_itself_does_not_count() {
        let proxies = ["10.0.0.0/8", "fd00::/8"];
        // The first entry came with the request; the proxy appended the second.
        assert_eq!(seen("10.0.0.1", &["1.1.1.1, 198.51.100.1"], &proxies), "198.51.100.1");
        assert_eq!(
            seen("10.0.0.1", &["1.1.1.1", "198.51.100.1, fd00::7"], &proxies),
            "198.51.100.1"
        );
        assert_eq!(seen("10.0.0.1", &["1.1.1.1, unknown"], &proxies), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &[""], &proxies), "10.0.0.1");
        assert_eq!(
            seen("10.0.0.1", &["10.0.0.2"], &proxies),
            "10.0.0.2",
            "all of them are proxies"
        );
    }

    #[test]
    fn a_block_is_an_address_and_a_length() {
        for bad in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/-1", "all"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
        assert_eq!(" , ".parse::<Proxies>().unwrap(), Proxies::default());
        assert!("10.0.0.1, partout".parse::<Proxies>().is_err());
        assert_eq!(seen("192.0.2.1", &["198.51.100.1"], &["0.0.0.0/0"]), "198.51.100.1");
        assert_eq!(seen("192.0.2.1", &["198.51.100.1"], &["192.0.2.1"]), "198.51.100.1");
        assert_eq!(seen("192.0.2.2", &["198.51.100.1"], &["192.0.2.1"]), "192.0.2.2");
    }
}
