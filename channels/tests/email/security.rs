//! TLS, passwords, and what must not be believed.

use super::support::{Setting, names, plain, reason};
use relais_channels::capabilities::email::{Credentials, Options, Resolve, Resolving, Tls};
use relais_tests::smtp_sink::{SinkOptions, SinkTls};
use std::sync::Arc;

fn account() -> Option<(String, String)> {
    Some(("relais".to_owned(), "un secret".to_owned()))
}

fn credentials() -> Option<Credentials> {
    Some(Credentials::new("relais".into(), "un secret".into()))
}

#[tokio::test]
async fn mail_leaves_encrypted_and_authenticated() {
    for (sink, tls) in [
        (SinkTls::StartTls, Tls::Required),
        (SinkTls::StartTls, Tls::Opportunistic),
        (SinkTls::Implicit, Tls::Implicit),
    ] {
        for mechanisms in ["PLAIN LOGIN", "LOGIN"] {
            let options = SinkOptions {
                tls: sink,
                account: account(),
                mechanisms: mechanisms.into(),
                ..SinkOptions::default()
            };
            let mut setting = Setting::with(options, |options| options.clear_loopback = false).await;
            setting.relay.tls = tls;
            setting.relay.credentials = credentials();
            for _ in 0..2 {
                assert_eq!(names(&setting.deliver(plain(3)).await), ["accepted"; 3]);
            }
            for received in setting.sink.received() {
                assert!(received.encrypted);
                assert_eq!(received.user.as_deref(), Some("relais"));
            }
            assert_eq!(setting.sink.connections(), 1);
        }
    }
}

#[tokio::test]
async fn without_starttls_only_the_cautious_stop() {
    for (tls, expected) in [(Tls::Required, "transient"), (Tls::Opportunistic, "accepted")] {
        let mut setting = Setting::new(SinkOptions::default()).await;
        setting.relay.tls = tls;
        let outcomes = setting.deliver(plain(3)).await;
        assert_eq!(names(&outcomes), [expected; 3], "{outcomes:?}");
    }
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused() {
    for (sink, tls) in [
        (SinkTls::StartTls, Tls::Required),
        (SinkTls::StartTls, Tls::Opportunistic),
        (SinkTls::Implicit, Tls::Implicit),
    ] {
        let options = SinkOptions {
            tls: sink,
            ..SinkOptions::default()
        };
        let mut setting = Setting::with(options, |options| options.roots.clear()).await;
        setting.relay.tls = tls;
        let outcomes = setting.deliver(plain(20)).await;
        assert_eq!(names(&outcomes), ["transient"; 20]);
        assert!(reason(&outcomes[0]).starts_with("TLS: "), "{outcomes:?}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let mut setting = Setting::new(SinkOptions {
        tls: SinkTls::Implicit,
        ..SinkOptions::default()
    })
    .await;
    setting.relay.tls = Tls::Implicit;
    setting.relay.host = "mail.example.org".into();
    let outcomes = setting.deliver(plain(2)).await;
    assert_eq!(names(&outcomes), ["transient"; 2]);
    assert!(reason(&outcomes[0]).starts_with("TLS: "), "{outcomes:?}");
}

/// What is slipped in before encryption begins must not be taken for the relay's word.
#[tokio::test]
async fn replies_slipped_in_after_starttls_are_noticed() {
    let mut setting = Setting::new(SinkOptions {
        tls: SinkTls::Injected,
        ..SinkOptions::default()
    })
    .await;
    setting.relay.tls = Tls::Required;
    let outcomes = setting.deliver(plain(2)).await;
    assert_eq!(names(&outcomes), ["transient"; 2]);
    assert!(reason(&outcomes[0]).contains("unencrypted"), "{outcomes:?}");
}

#[tokio::test]
async fn a_password_does_not_travel_in_clear() {
    let options = SinkOptions {
        account: account(),
        ..SinkOptions::default()
    };
    let mut setting = Setting::with(options, |options| options.clear_loopback = false).await;
    setting.relay.credentials = credentials();
    let outcomes = setting.deliver(plain(2)).await;
    assert_eq!(names(&outcomes), ["transient"; 2]);
    assert!(!setting.sink.commands().iter().any(|line| line.starts_with("AUTH")));
}

#[tokio::test]
async fn a_wrong_password_burns_no_message_and_is_not_shown() {
    for mechanisms in ["PLAIN", "LOGIN", "CRAM-MD5"] {
        let options = SinkOptions {
            account: account(),
            mechanisms: mechanisms.into(),
            ..SinkOptions::default()
        };
        let mut setting = Setting::new(options).await;
        setting.relay.credentials = Some(Credentials::new("relais".into(), "faux".into()));
        let outcomes = setting.deliver(plain(20)).await;
        assert_eq!(names(&outcomes), ["transient"; 20]);
        let shown = format!("{outcomes:?} {:?} {:?}", setting.relay, setting.transport);
        assert!(!shown.contains("faux") && !shown.contains("un secret"), "{shown}");
        assert_eq!(setting.sink.connections(), 1);
    }
}

/// R: P3: the transport goes where the host's rule leads, and nowhere else.
#[tokio::test]
async fn an_address_the_host_forbids_is_not_connected_to() {
    struct Forbids;
    impl Resolve for Forbids {
        fn resolve<'a>(&'a self, owner: &'a str, host: &'a str, _port: u16) -> Resolving<'a> {
            Box::pin(async move { Err(format!("{owner} may not reach {host}")) })
        }
    }
    let forbid = |options: &mut Options| options.resolver = Arc::new(Forbids);
    let setting = Setting::with(SinkOptions::default(), forbid).await;
    let outcomes = setting.deliver(plain(3)).await;
    assert_eq!(names(&outcomes), ["transient"; 3]);
    assert_eq!(reason(&outcomes[0]), "tenant may not reach localhost");
    assert_eq!(setting.sink.connections(), 0);
}
