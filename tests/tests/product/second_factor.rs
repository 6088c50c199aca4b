//! The second factor: turned on by who knows the password, asked for at every sign-in, and nothing gets past it.

use relais_tenants::clock::Clock;
use relais_tests::client::Answer;
use relais_tests::stored::rows;
use relais_tests::{Client, Server, Tenant, on_both_databases};
use serde_json::json;
use totp_rs::{Algorithm, Builder, Secret, Totp};

const PAGE: &str = "/settings/profile/second-factor";
const CONFIRM: &str = "/settings/profile/second-factor/confirm";
const OFF: &str = "/settings/profile/second-factor/off";

/// An authenticator that read the page's address.
struct Authenticator(Totp);

impl Authenticator {
    fn scan(page: &Answer) -> Self {
        let text = page.text();
        let (_, rest) = text.split_once("otpauth://totp/Relais:").unwrap();
        let (_, rest) = rest.split_once("secret=").unwrap();
        let key: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        let secret = Secret::try_from_base32(&key).unwrap();
        let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6);
        Self(builder.with_step_duration(30).with_secret(secret).build().unwrap())
    }

    /// The code `ahead` steps from now.
    fn code(&self, ahead: u64) -> String {
        let now = Clock::system().now().0.unsigned_abs() / 1_000;
        self.0.generate(now + 30 * ahead).to_string()
    }
}

async fn password(visitor: &Client, tenant: &Tenant) -> Answer {
    let fields = [("email", &*tenant.email), ("password", &*tenant.password)];
    visitor.submit("/login", &fields).expect(303).await
}

/// Somebody at the code, with the right password given.
async fn at_the_code(server: &Server, tenant: &Tenant) -> Client {
    let visitor = server.visitor();
    let answer = password(&visitor, tenant).await;
    assert_eq!(answer.header("location"), "/login/code?next=%2F", "{answer}");
    assert!(!is_in(&visitor).await, "the password alone lets in");
    visitor
}

async fn code(visitor: &Client, code: &str) -> Answer {
    visitor
        .submit("/login/code", &[("code", code), ("next", "/")])
        .send()
        .await
}

async fn is_in(visitor: &Client) -> bool {
    visitor.get("/").send().await.status == 200
}

/// Turns it on, and returns what the person then holds.
async fn turn_on(browser: &Client, tenant: &Tenant) -> (Authenticator, Vec<String>) {
    let offered = browser.submit(PAGE, &[("current", &tenant.password)]).expect(303).await;
    assert_eq!(offered.header("location"), PAGE);
    let page = browser.get(PAGE).expect(200).await;
    assert!(page.text().contains("<svg width=\"232\""), "{page}");
    let authenticator = Authenticator::scan(&page);
    let wrong = browser.submit(CONFIRM, &[("code", "12345")]).expect(422).await;
    assert!(wrong.text().contains("otpauth://"), "the key stays the same: {wrong}");
    let done = browser
        .submit(CONFIRM, &[("code", &authenticator.code(0))])
        .expect(200)
        .await;
    let text = done.text();
    let (_, rest) = text.split_once("id=\"recovery-codes\">").unwrap();
    let (list, _) = rest.split_once("</code>").unwrap();
    let codes: Vec<String> = list
        .split("<br>")
        .map(|code| code.trim().to_owned())
        .filter(|code| !code.is_empty())
        .collect();
    assert_eq!(codes.len(), 8, "{list}");
    let after = browser.get(PAGE).expect(200).await.text();
    assert!(!after.contains("otpauth") && !after.contains(&codes[0]), "shown again");
    (authenticator, codes)
}

// R: O1
async fn a_code_is_asked_for_after_the_password(server: Server) {
    let tenant = server.tenant().await;
    let (here, elsewhere) = (server.visitor(), server.visitor());
    for browser in [&here, &elsewhere] {
        assert_eq!(password(browser, &tenant).await.header("location"), "/");
    }
    here.submit(PAGE, &[("current", "pas celui-ci")]).expect(422).await;
    let (authenticator, recovery) = turn_on(&here, &tenant).await;
    assert!(is_in(&here).await && !is_in(&elsewhere).await, "other sessions end");
    assert_eq!(
        rows(&server, &tenant.slug, "audit_entries", "action = 'second_factor.on'").await,
        1
    );

    let visitor = at_the_code(&server, &tenant).await;
    assert_eq!(visitor.get("/login/code").send().await.status, 200);
    let next = authenticator.code(1);
    let entered = code(&visitor, &next).await;
    assert_eq!((entered.status, entered.header("location")), (303, "/"), "{entered}");
    assert!(is_in(&visitor).await);
    // The login is over: nothing waits for a code any more.
    assert_eq!(visitor.get("/login/code").send().await.header("location"), "/login");

    // A code counts once, and so do the codes before it.
    let visitor = at_the_code(&server, &tenant).await;
    assert_eq!(code(&visitor, &next).await.status, 422);
    assert_eq!(code(&visitor, &authenticator.code(0)).await.status, 422);
    assert!(!is_in(&visitor).await);
    // A recovery code stands in, once.
    assert_eq!(code(&visitor, &recovery[0].to_uppercase()).await.status, 303);
    assert!(is_in(&visitor).await);
    let visitor = at_the_code(&server, &tenant).await;
    assert_eq!(code(&visitor, &recovery[0]).await.status, 422);
    assert_eq!(code(&visitor, &recovery[1]).await.status, 303);
    assert!(visitor.get(PAGE).expect(200).await.text().contains(" 6 "));

    // An API token is a factor of its own.
    tenant.api.get("/api/me").ok().await;

    // Turned off by who knows the password; then that is enough again.
    here.submit(OFF, &[("current", "pas celui-ci")]).expect(422).await;
    here.submit(OFF, &[("current", &tenant.password)]).expect(303).await;
    assert_eq!(
        rows(&server, &tenant.slug, "audit_entries", "action = 'second_factor.off'").await,
        1
    );
    assert!(is_in(&here).await && !is_in(&visitor).await, "other sessions end");
    assert_eq!(password(&visitor, &tenant).await.header("location"), "/");
    assert!(is_in(&visitor).await);
}
on_both_databases!(a_code_is_asked_for_after_the_password, alone);

// R: O1
async fn nothing_gets_past_it(server: Server) {
    let tenant = server.tenant().await;
    let here = server.visitor();
    password(&here, &tenant).await;
    let (_, recovery) = turn_on(&here, &tenant).await;

    // A confirmed key is not replaced by offering another.
    here.submit(PAGE, &[("current", &tenant.password)]).expect(303).await;
    assert!(!here.get(PAGE).expect(200).await.text().contains("otpauth"));

    // Without the password there is nothing to give a code to.
    let stranger = server.visitor();
    assert_eq!(stranger.get("/login/code").send().await.header("location"), "/login");
    assert_eq!(code(&stranger, &recovery[0]).await.status, 422);
    assert!(!is_in(&stranger).await);

    // After five wrong ones the right one is not taken either: the password is asked for again.
    let guesser = at_the_code(&server, &tenant).await;
    for wrong in ["", "0", "00000x", "aaaa-aaaa-aaaa-aaaa", "12345"] {
        assert_eq!(code(&guesser, wrong).await.status, 422, "{wrong}");
    }
    assert_eq!(guesser.get("/login/code").send().await.header("location"), "/login");
    assert_eq!(code(&guesser, &recovery[0]).await.status, 422);
    assert!(!is_in(&guesser).await);

    // Another password does not bypass it, and ends a login begun with the old one.
    let waiting = at_the_code(&server, &tenant).await;
    let new = "quatre lanternes au bord du quai";
    let change = [("current", &*tenant.password), ("password", new)];
    here.submit("/settings/profile/password", &change).expect(303).await;
    assert_eq!(code(&waiting, &recovery[0]).await.status, 422);
    let tenant = Tenant {
        password: new.to_owned(),
        ..tenant
    };
    let visitor = at_the_code(&server, &tenant).await;
    assert_eq!(code(&visitor, &recovery[0]).await.status, 303);

    // Codes are slowed down as passwords are.
    let mut slowed = false;
    for _ in 0..3 {
        let visitor = server.visitor();
        let answer = visitor
            .submit("/login", &[("email", &*tenant.email), ("password", new)])
            .send()
            .await;
        for _ in 0..5 {
            slowed |= answer.status == 429 || code(&visitor, "12345").await.status == 429;
        }
    }
    assert!(slowed, "fifteen wrong codes at once");
}
on_both_databases!(nothing_gets_past_it, alone);

// R: O1
async fn an_invitation_does_not_bypass_it(server: Server) {
    let (tenant, other) = (server.tenant().await, server.tenant().await);
    let here = server.visitor();
    password(&here, &tenant).await;
    let (_, recovery) = turn_on(&here, &tenant).await;
    let order = json!({ "email": tenant.email, "role": "reader" });
    let invitation = other.api.post("/api/invitations", order).created().await;
    let path = invitation["link"].as_str().unwrap().strip_prefix(server.url()).unwrap();

    let visitor = server.visitor();
    let asked = visitor
        .submit(path, &[("password", &tenant.password)])
        .expect(303)
        .await;
    assert!(
        asked
            .header("location")
            .starts_with("/login/code?next=%2Finvitation%2F"),
        "{asked}"
    );
    assert!(!is_in(&visitor).await, "the password alone lets in");
    let members = other.api.get("/api/members").ok().await;
    assert_eq!(
        members["items"].as_array().unwrap().len(),
        1,
        "joined before the code was given"
    );

    let back = visitor
        .submit("/login/code", &[("code", &*recovery[0]), ("next", path)])
        .expect(303)
        .await;
    assert_eq!(back.header("location"), path);
    assert!(!visitor.get(path).expect(200).await.text().contains("name=\"password\""));
    visitor.submit(path, &[]).expect(303).await;
    assert!(is_in(&visitor).await);
    let members = other.api.get("/api/members").ok().await;
    assert_eq!(members["items"].as_array().unwrap().len(), 2, "{members}");
}
on_both_databases!(an_invitation_does_not_bypass_it, alone);
