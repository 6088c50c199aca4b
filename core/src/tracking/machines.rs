//! Telling machines from humans, as far as the traces allow.
//!
//! Two kinds of signs. Of one request: what it says of itself, a HEAD, a moment too soon after sending for anybody to have
//! read a subject. Of several requests for one message: links followed faster than a hand moves, and the link no human sees.
//! The second kind also speaks of requests that came before it was noticed, so an event's verdict may change once, from
//! human to machine, within [`WINDOW`].
//!
//! Proxies that fetch pictures when a person opens the mail (Gmail's, Yahoo's, Outlook's) are that person's open. Apple's
//! Mail Privacy Protection fetches every picture of every mail, opened or not: its opens are a machine's.

use super::Kind;
use crate::content::TRAP;
use relais_tenants::clock::Millis;
use std::time::Duration;

/// Why no human did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Machine {
    /// It says so itself: a robot, a scanner, a library, or nothing at all.
    Agent,
    /// Fetched ahead, whether anybody opens the mail or not.
    Prefetch,
    /// A HEAD request: whoever looks does not read.
    Head,
    /// Within [`TOO_SOON`] of the moment the message left.
    Early,
    /// Several links within a second or two.
    Burst,
    /// Whoever did it also followed the link no human sees.
    Trap,
}

impl Machine {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Agent,
        Self::Prefetch,
        Self::Head,
        Self::Early,
        Self::Burst,
        Self::Trap,
    ];

    /// As stored in `events.machine`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Prefetch => "prefetch",
            Self::Head => "head",
            Self::Early => "early",
            Self::Burst => "burst",
            Self::Trap => "trap",
        }
    }

    /// The reason with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|machine| machine.as_str() == text)
    }
}

/// Before this nobody has found the mail, opened it and read anything.
pub const TOO_SOON: Duration = Duration::from_secs(2);
/// Two different links within this are not one hand's doing.
const TWO_LINKS: Duration = Duration::from_millis(500);
/// Three different links within this are not either.
const THREE_LINKS: Duration = Duration::from_secs(2);
/// How far around a visit to the trap the visitor is taken to be the same.
const TRAPPED: Duration = Duration::from_secs(10);
/// How long earlier events of a message are looked at again.
pub(super) const WINDOW: Duration = TRAPPED;

/// What robots, scanners and libraries call themselves, in lower case. Names of people's browsers hold none of these.
const ROBOTS: [&str; 32] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "scan",
    "preview",
    "fetch",
    "monitor",
    "headless",
    "phantomjs",
    "curl/",
    "wget",
    "python",
    "java/",
    "okhttp",
    "go-http-client",
    "libwww",
    "ruby",
    "axios",
    "node",
    "php",
    "powershell",
    "barracuda",
    "proofpoint",
    "mimecast",
    "symantec",
    "fireeye",
    "trendmicro",
    "sophos",
    "forcepoint",
    "facebookexternalhit",
    "whatsapp",
];

/// What one request says of itself.
pub(super) fn of_request(
    kind: Kind,
    agent: &str,
    head: bool,
    prefetch: bool,
    since_sent: Option<Duration>,
) -> Option<Machine> {
    let agent = agent.trim();
    if head {
        return Some(Machine::Head);
    }
    // Apple's relay names nothing but the prefix every browser begins with.
    if prefetch || (kind == Kind::Open && agent == "Mozilla/5.0") {
        return Some(Machine::Prefetch);
    }
    if is_robot(agent) {
        return Some(Machine::Agent);
    }
    since_sent.filter(|passed| *passed < TOO_SOON).map(|_| Machine::Early)
}

fn is_robot(agent: &str) -> bool {
    let agent = agent.to_ascii_lowercase();
    // Phones of a maker called so are no robots.
    let agent = agent.replace("cubot", "");
    agent.is_empty() || ROBOTS.iter().any(|name| agent.contains(name))
}

/// One event among those of its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub kind: Kind,
    pub link: Option<u32>,
    pub at: Millis,
    pub machine: Option<Machine>,
}

/// Looks at a message's events together and marks those that several of them betray. A verdict once given stays.
pub(super) fn of_message(events: &mut [Seen]) {
    let traps: Vec<Millis> = events
        .iter()
        .filter(|event| event.kind == Kind::Click && event.link == Some(TRAP))
        .map(|event| event.at)
        .collect();
    let clicks: Vec<(Millis, u32)> = events
        .iter()
        .filter(|event| event.kind == Kind::Click)
        .filter_map(|event| Some((event.at, event.link.filter(|link| *link != TRAP)?)))
        .collect();
    for event in events.iter_mut().filter(|event| event.machine.is_none()) {
        let at = event.at;
        if traps.iter().any(|trap| apart(*trap, at) <= TRAPPED) {
            event.machine = Some(Machine::Trap);
        } else if event.kind == Kind::Click && in_burst(&clicks, at) {
            event.machine = Some(Machine::Burst);
        }
    }
}

/// Whether some stretch of time around `at` holds more different links than a hand opens.
fn in_burst(clicks: &[(Millis, u32)], at: Millis) -> bool {
    let links_within = |start: Millis, length: Duration| {
        let mut links: Vec<u32> = clicks
            .iter()
            .filter(|(when, _)| *when >= start && apart(*when, start) <= length)
            .map(|(_, link)| *link)
            .collect();
        links.sort_unstable();
        links.dedup();
        links.len()
    };
    let covers = |start: Millis, length: Duration| start <= at && apart(start, at) <= length;
    clicks.iter().any(|(start, _)| {
        (covers(*start, TWO_LINKS) && links_within(*start, TWO_LINKS) >= 2)
            || (covers(*start, THREE_LINKS) && links_within(*start, THREE_LINKS) >= 3)
    })
}

fn apart(a: Millis, b: Millis) -> Duration {
    Duration::from_millis(a.0.abs_diff(b.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const GMAIL: &str = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";

    fn late() -> Option<Duration> {
        Some(Duration::from_secs(3_600))
    }

    // R: T2
    #[test]
    fn what_a_request_says_of_itself() {
        let of = |agent: &str| of_request(Kind::Open, agent, false, false, late());
        for human in [
            FIREFOX,
            GMAIL,
            "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
            "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Microsoft Outlook 16.0.18000; ms-office; MSOffice 16)",
            "Mozilla/5.0 (Linux; Android 9; CUBOT P30) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
        ] {
            assert_eq!(of(human), None, "{human}");
        }
        assert_eq!(of("Mozilla/5.0"), Some(Machine::Prefetch));
        assert_eq!(
            of_request(Kind::Open, FIREFOX, false, true, late()),
            Some(Machine::Prefetch)
        );
        for robot in [
            "",
            "curl/8.5.0",
            "Mozilla/5.0 (compatible; bingbot/2.0)",
            "Python-urllib/3.12",
            "Slackbot 1.0",
        ] {
            assert_eq!(of(robot), Some(Machine::Agent), "{robot}");
        }
        assert_eq!(
            of_request(Kind::Click, FIREFOX, true, false, late()),
            Some(Machine::Head)
        );
        let soon = Some(Duration::from_millis(1_900));
        assert_eq!(
            of_request(Kind::Open, FIREFOX, false, false, soon),
            Some(Machine::Early)
        );
        assert_eq!(of_request(Kind::Open, FIREFOX, false, false, None), None);
    }

    fn seen(list: &[(Kind, Option<u32>, i64)]) -> Vec<Option<Machine>> {
        let mut events: Vec<Seen> = list
            .iter()
            .map(|&(kind, link, at)| Seen {
                kind,
                link,
                at: Millis(at),
                machine: None,
            })
            .collect();
        of_message(&mut events);
        events.into_iter().map(|event| event.machine).collect()
    }

    // R: T3
    #[test]
    fn links_followed_faster_than_a_hand_moves() {
        use Kind::{Click, Open};
        let burst = Some(Machine::Burst);
        assert_eq!(
            seen(&[(Click, Some(1), 0), (Click, Some(1), 10)]),
            [None, None],
            "a double click"
        );
        assert_eq!(
            seen(&[(Click, Some(1), 0), (Click, Some(2), 1_500)]),
            [None, None],
            "two tabs"
        );
        assert_eq!(
            seen(&[(Open, None, 0), (Click, Some(1), 0), (Click, Some(2), 400)]),
            [None, burst, burst]
        );
        assert_eq!(
            seen(&[
                (Click, Some(1), 0),
                (Click, Some(2), 900),
                (Click, Some(3), 1_800),
                (Click, Some(4), 60_000)
            ]),
            [burst, burst, burst, None]
        );
    }

    #[test]
    fn the_link_no_human_sees_betrays_what_is_around_it() {
        use Kind::{Click, Open};
        let trap = Some(Machine::Trap);
        assert_eq!(
            seen(&[
                (Open, None, 0),
                (Click, Some(1), 9_000),
                (Click, Some(TRAP), 12_000),
                (Click, Some(1), 30_000)
            ]),
            [None, trap, trap, None]
        );
    }
}
