//! The email transport against a real SMTP server that fails on demand.
