//! Which push services notifications may go to: a browser says where its own is, and whoever holds a link can say
//! anything, so that only services that the administrator named are spoken to.

/// `scheme://host[:port]` of an address; nothing when it has another form, such as one with a user in it.
pub fn of(url: &str) -> Option<&str> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| url.starts_with(scheme))?;
    let rest = url.get(scheme.len()..)?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let plain = host.split('.').all(label) && port.bytes().all(|byte| byte.is_ascii_digit());
    (plain && !authority.ends_with(':')).then(|| url.get(..scheme.len() + authority.len()))?
}

/// Whether an origin is one of `services`: the same, or below a `https://*.domain`.
pub fn is_among(services: &[String], origin: &str) -> bool {
    services.iter().any(|service| match service.split_once("://*.") {
        None => service == origin,
        Some((scheme, domain)) => origin
            .strip_suffix(domain)
            .and_then(|rest| rest.strip_suffix('.'))
            .is_some_and(|rest| rest.strip_prefix(scheme).is_some_and(|rest| rest.len() > 3)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: P3
    #[test]
    fn only_named_services_are_spoken_to() {
        let services = ["https://push.example.test", "https://*.notify.example.test", "http://127.0.0.1:8080"]
            .map(str::to_owned);
        for (url, may) in [
            ("https://push.example.test/x?y#z", true),
            ("https://a-1.b.notify.example.test/w/?token=x", true),
            ("http://127.0.0.1:8080/p", true),
            ("https://push.example.test:8443/x", false),
            ("http://push.example.test/x", false),
            ("https://notify.example.test/x", false),
            ("https://.notify.example.test/x", false),
            ("https://evilnotify.example.test/x", false),
            ("https://push.example.test.evil.test/x", false),
            ("https://push.example.test@evil.test/x", false),
            ("https://evil.test#.notify.example.test", false),
            ("https://evil.test\\.notify.example.test/", false),
            ("https://push.example.test:/x", false),
            ("HTTPS://push.example.test/x", false),
            ("ftp://push.example.test/x", false),
            ("", false),
        ] {
            let found = of(url).is_some_and(|origin| is_among(&services, origin));
            assert_eq!(found, may, "{url}");
        }
    }
}
