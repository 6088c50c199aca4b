//! The SMTP sink as a process of its own: what kill tests rely on must itself be relied on.
#![expect(
    clippy::unwrap_used,
    reason = "a test reports by failing: the exemption of tests does not reach its helpers"
)]

use relais_tests::smtp_sink::SinkProcess;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

const PROGRAM: &str = env!("CARGO_BIN_EXE_smtp-sink");

struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(sink: &SinkProcess) -> Self {
        let address = sink.url().strip_prefix("smtp://").unwrap();
        let mut client = Self(BufReader::new(TcpStream::connect(address).unwrap()));
        assert_eq!(client.hear(), "220 sink.example ESMTP");
        client
    }

    fn hear(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Says `text` and returns the last line of the reply; empty when the sink is gone.
    fn say(&mut self, text: &str) -> String {
        self.0.get_mut().write_all(text.as_bytes()).unwrap();
        loop {
            let line = self.hear();
            if line.as_bytes().get(3) != Some(&b'-') {
                return line;
            }
        }
    }

    fn send(&mut self, id: &str, to: &str) -> String {
        self.say("EHLO client.example\r\n");
        self.say("MAIL FROM:<a@example.org>\r\n");
        self.say(&format!("RCPT TO:<{to}>\r\n"));
        self.say("DATA\r\n");
        self.say(&format!("Subject: x\r\nMessage-ID: <{id}>\r\n\r\n..\r\n.\r\n"))
    }
}

#[test]
fn what_was_acknowledged_is_in_the_file_after_a_kill() {
    let mut sink = SinkProcess::start(PROGRAM, &[]);
    let mut client = Client::connect(&sink);
    assert_eq!(
        client.send("1@example.org", "b@example.net"),
        "250 2.0.0 ok: queued as S1NK"
    );
    assert_eq!(
        client.send("2@example.org", "content-5xx+b@example.net"),
        "554 5.6.0 not to our taste"
    );
    assert_eq!(
        client.send("3@example.org", "b@example.net"),
        "250 2.0.0 ok: queued as S1NK"
    );
    assert_eq!(client.send("4@example.org", "lost-reply+b@example.net"), "");
    sink.kill();
    let accepted = sink.accepted();
    let ids: Vec<(&str, u32)> = accepted.iter().map(|(id, count)| (id.as_str(), *count)).collect();
    assert_eq!(ids, [("1@example.org", 1), ("3@example.org", 1), ("4@example.org", 1)]);
}

#[test]
fn faults_can_be_asked_for_on_the_command_line() {
    let sink = SinkProcess::start(PROGRAM, &["--every", "2:content-4xx", "--max-messages", "1"]);
    let mut client = Client::connect(&sink);
    assert_eq!(
        client.send("1@example.org", "b@example.net"),
        "250 2.0.0 ok: queued as S1NK"
    );
    assert_eq!(
        client.say("MAIL FROM:<a@example.org>\r\n"),
        "421 4.7.0 enough for one connection"
    );
    let mut client = Client::connect(&sink);
    assert_eq!(client.send("2@example.org", "b@example.net"), "451 4.3.0 out of space");
    assert_eq!(sink.accepted().len(), 1);
}
