//! DKIM, verified as a receiver would, with the public keys in the place of DNS.

use super::support::{Setting, mails, names, plain, reason};
use mail_auth::common::crypto::{Ed25519Key, RsaKey, Sha256};
use mail_auth::common::parse::TxtRecordParser;
use mail_auth::common::verify::DomainKey;
use mail_auth::{AuthenticatedMessage, DkimResult, MessageAuthenticator, Parameters, ResolverCache, Txt};
use relais_channels::capabilities::email::{Dkim, Mail, Signer, build};
use relais_tests::smtp_sink::SinkOptions;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

const RSA: &str = include_str!("keys/rsa.pem");
const RSA_PKCS1: &str = include_str!("keys/rsa-pkcs1.pem");
const ED25519: &str = include_str!("keys/ed25519.pem");

/// What DNS would answer.
struct Dns(HashMap<Box<str>, Txt>);

impl ResolverCache<Box<str>, Txt> for Dns {
    fn get<Q>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.0.get(name).cloned()
    }

    fn remove<Q>(&self, _name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        None
    }

    fn insert(&self, _name: Box<str>, _record: Txt, _until: std::time::Instant) {}
}

fn dns() -> Dns {
    use base64::Engine;
    let der = |pem: &str| PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap();
    let rsa = RsaKey::<Sha256>::from_key_der(der(RSA)).unwrap().public_key();
    let ed25519 = Ed25519Key::from_pkcs8_maybe_unchecked_der(der(ED25519).secret_der())
        .unwrap()
        .public_key();
    let records = [("rsa", rsa), ("ed25519", ed25519)].map(|(kind, key)| {
        let key = base64::engine::general_purpose::STANDARD.encode(key);
        let record = DomainKey::parse(format!("v=DKIM1; k={kind}; p={key}").as_bytes()).unwrap();
        let name = format!("{kind}._domainkey.example.org.");
        (name.into_boxed_str(), Txt::DomainKey(Arc::new(record)))
    });
    Dns(records.into())
}

fn dkim(selector: &str, key: &str) -> Dkim {
    Dkim::new("example.org".into(), selector.into(), key.into())
}

async fn verify(message: &[u8]) -> Result<(), String> {
    let dns = dns();
    let message = AuthenticatedMessage::parse(message).ok_or("not a message")?;
    let resolver = MessageAuthenticator::new_system_conf()
        .or_else(|_| MessageAuthenticator::new_cloudflare())
        .unwrap();
    let outputs = resolver
        .verify_dkim(Parameters::new(&message).with_txt_cache(&dns))
        .await;
    let [output] = outputs.as_slice() else {
        return Err(format!("{} signatures", outputs.len()));
    };
    match output.result() {
        DkimResult::Pass => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

fn one_click(to: &str) -> Mail {
    Mail {
        headers: vec![
            (
                "List-Unsubscribe".into(),
                "<https://relais.example/unsubscribe/acme.0123456789abcdefghijkl>".into(),
            ),
            ("List-Unsubscribe-Post".into(), "List-Unsubscribe=One-Click".into()),
        ],
        ..super::support::mail(to)
    }
}

#[tokio::test]
async fn signatures_check_at_the_other_end() {
    for (selector, key) in [("rsa", RSA), ("rsa", RSA_PKCS1), ("ed25519", ED25519)] {
        let mut setting = Setting::new(SinkOptions::default()).await;
        setting.relay.dkim = Some(dkim(selector, key));
        let bodies = [
            "Bonjour",
            ".\r\n..\r\n.",
            "é\n\n\n",
            "",
            "x \n y\t\n  ",
            &"long ".repeat(2_000),
        ];
        let batch: Vec<Mail> = bodies
            .iter()
            .map(|body| Mail {
                text: Some((*body).to_owned()),
                html: Some(format!("<p>{body}</p>")),
                ..one_click("a@example.net")
            })
            .collect();
        let count = batch.len();
        assert_eq!(names(&setting.deliver(batch).await), vec!["accepted"; count]);
        for received in setting.sink.received() {
            assert_eq!(
                verify(&received.raw).await,
                Ok(()),
                "{}",
                String::from_utf8_lossy(&received.raw)
            );
        }
    }
}

/// RFC 8058 wants both headers of one-click unsubscribing signed; what a reader sees must be, too.
#[tokio::test]
async fn what_matters_is_signed() {
    let signer = Signer::new(&dkim("ed25519", ED25519)).unwrap();
    let bytes = build(&one_click("a@example.net"), 1_790_000_000, Some(&signer)).unwrap();
    assert_eq!(verify(&bytes).await, Ok(()));
    let text = String::from_utf8(bytes.clone()).unwrap();
    let signed = text.split("h=").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    let signed: Vec<String> = signed.split(':').map(|name| name.trim().to_ascii_lowercase()).collect();
    for header in [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "content-type",
        "reply-to",
        "list-unsubscribe",
        "list-unsubscribe-post",
    ] {
        assert!(
            signed.iter().any(|name| name == header),
            "{header} is not among {signed:?}"
        );
    }
    for (from, to) in [
        ("Bonjour", "Bonsoir"),
        ("publique", "secrete"),
        ("One-Click", "No-Click"),
        ("acme.0", "acme.1"),
    ] {
        let altered = text.replace(from, to);
        if altered != text {
            assert!(verify(altered.as_bytes()).await.is_err(), "{from} → {to}");
        }
    }
    let added = format!("Reply-To: evil@example.com\r\n{text}");
    assert!(verify(added.as_bytes()).await.is_err());
}

#[tokio::test]
async fn a_key_that_cannot_be_read_burns_no_message() {
    for key in [
        "",
        "no PEM",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ] {
        let mut setting = Setting::new(SinkOptions::default()).await;
        setting.relay.dkim = Some(dkim("rsa", key));
        let outcomes = setting.deliver(plain(3)).await;
        assert_eq!(names(&outcomes), ["transient"; 3]);
        assert!(reason(&outcomes[0]).starts_with("DKIM: "), "{outcomes:?}");
        assert_eq!(setting.sink.connections(), 0);
    }
    let setting = Setting::new(SinkOptions::default()).await;
    let mut relay = setting.relay.clone();
    relay.dkim = Some(Dkim::new("example.org; x=".into(), "a".into(), RSA.into()));
    let outcomes = super::support::deliver(&setting.transport, "tenant", &relay, mails(["a@example.net"])).await;
    assert_eq!(names(&outcomes), ["transient"]);
}

#[test]
fn a_key_is_not_shown() {
    let shown = format!("{:?} {:?}", dkim("rsa", RSA), Signer::new(&dkim("rsa", RSA)).unwrap());
    assert!(!shown.contains("PRIVATE"), "{shown}");
}
