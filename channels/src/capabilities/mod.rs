//! What a plugin may be granted, a folder each. A capability knows nothing of plugins: it takes plain values and gives
//! plain values back, so that it can be tested and measured alone; binding it to the plugin interface is the host's.

pub mod email;
