//! The plugin host through its public interface: the email plugin, and a plugin that does what plugins must not.

mod email;
mod grants;
mod hostile;
mod http;
mod support;
