//! A message as it goes over the connection: the commands before it, and its content with dots doubled.

use super::batch::Waiting;
use super::session::Session;
use memchr::memmem;

/// A message ready to be sent.
pub(super) struct Ready {
    pub waiting: Waiting,
    pub from: String,
    pub to: String,
    pub is_international: bool,
    pub signature: Vec<u8>,
    pub message: Vec<u8>,
}

/// The message with dots doubled (RFC 5321, 4.5.2), and the dot that ends it.
pub(super) fn write_content(output: &mut Vec<u8>, ready: &Ready) {
    output.extend_from_slice(&ready.signature);
    let mut rest = ready.message.as_slice();
    if ready.signature.is_empty() && rest.starts_with(b".") {
        output.push(b'.');
    }
    while let Some(at) = memmem::find(rest, b"\n.") {
        let (line, tail) = rest.split_at(at + 1);
        output.extend_from_slice(line);
        output.push(b'.');
        rest = tail;
    }
    output.extend_from_slice(rest);
    output.extend_from_slice(b".\r\n");
}

/// The commands, and where each of RSET, MAIL, RCPT and DATA ends.
pub(super) fn write_envelope(session: &mut Session, ready: &Ready, ends: &mut [usize; 4]) {
    let output = &mut session.output;
    if session.dirty {
        output.extend_from_slice(b"RSET\r\n");
    }
    ends[0] = output.len();
    output.extend_from_slice(b"MAIL FROM:<");
    output.extend_from_slice(ready.from.as_bytes());
    output.push(b'>');
    if session.extensions.size {
        let length = ready.signature.len() + ready.message.len();
        output.extend_from_slice(format!(" SIZE={length}").as_bytes());
    }
    if ready.is_international {
        output.extend_from_slice(b" SMTPUTF8");
        if session.extensions.eight_bit {
            output.extend_from_slice(b" BODY=8BITMIME");
        }
    }
    output.extend_from_slice(b"\r\n");
    ends[1] = output.len();
    output.extend_from_slice(b"RCPT TO:<");
    output.extend_from_slice(ready.to.as_bytes());
    output.extend_from_slice(b">\r\n");
    ends[2] = output.len();
    output.extend_from_slice(b"DATA\r\n");
    ends[3] = output.len();
}
