//! The page of the reader's second factor.

use askama::Template;
use jiff::Timestamp;
use qrcodegen::{QrCode as Squares, QrCodeEcc};
use std::fmt::Write as _;

use super::settings::Tab;
use super::{Field, Shell, Ui};

/// `GET|POST /settings/profile/second-factor`, and what is posted below it.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/second_factor.html")]
pub struct SecondFactorPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The tabs the reader may open.
    pub tabs: Vec<Tab>,
    /// The reader's address, for password managers.
    pub email: String,
    /// How far they are.
    pub stage: SecondFactor,
}

/// How far the reader is with it.
#[derive(Clone, Debug)]
pub enum SecondFactor {
    /// Not on; `current`, the present password, begins.
    Off {
        /// What is wrong with the password given.
        error: Option<String>,
    },
    /// There is a key to put in an authenticator.
    Offered {
        /// The address below, for a camera; none when it is too long for one.
        qr: Option<QrCode>,
        /// `otpauth://totp/…`.
        uri: String,
        /// The key alone, to be typed.
        key: String,
        /// `code`: what is wrong with the one given.
        code: Field,
    },
    /// Just turned on.
    Confirmed {
        /// The recovery codes: shown this once.
        codes: Vec<String>,
    },
    /// On; `current`, the present password, ends it.
    On {
        /// Since when.
        since: Timestamp,
        /// Recovery codes not used yet.
        recovery_codes: i64,
        /// What is wrong with the password given.
        error: Option<String>,
    },
}

/// A QR code, as the path of an SVG.
#[derive(Clone, Debug)]
pub struct QrCode {
    /// Squares of a side, with the quiet zone of four around it (ISO/IEC 18004).
    pub side: i32,
    /// The dark squares, one line of them at a time.
    pub path: String,
}

const QUIET: i32 = 4;

impl QrCode {
    /// The code of a text; none when it is too long.
    pub fn of(text: &str) -> Option<Self> {
        let squares = Squares::encode_text(text, QrCodeEcc::Medium).ok()?;
        let size = squares.size();
        let mut path = String::new();
        for y in 0..size {
            let mut x = 0;
            while x < size {
                let from = x;
                while x < size && squares.get_module(x, y) {
                    x += 1;
                }
                if x > from {
                    let (left, top, wide) = (from + QUIET, y + QUIET, x - from);
                    // Writing to a string does not fail.
                    let _ = write!(path, "M{left} {top}h{wide}v1h-{wide}z");
                } else {
                    x += 1;
                }
            }
        }
        Some(Self {
            side: size + 2 * QUIET,
            path,
        })
    }
}
