//! The small capabilities: secrets, cache, clock, random, log.

use super::imported::{cache, clock, log, random, secrets};
use crate::Fault;
use crate::capabilities::Capability;
use crate::host::State;
use wasmtime::{Error, Result};

/// Bytes of chance in one go.
const MOST_CHANCE: u32 = 4096;

impl secrets::Host for State {
    async fn get(&mut self, name: String) -> Result<Option<String>> {
        let job = self.job(Capability::Secrets)?;
        Ok(job.settings.secrets.0.get(&name).cloned())
    }
}

impl cache::Host for State {
    async fn get(&mut self, key: String) -> Result<Option<Vec<u8>>> {
        let job = self.job(Capability::Cache)?;
        let found = |shelf| job.services.cache.get(shelf, &key, job.services.now());
        Ok(job.shelf.as_ref().and_then(found))
    }

    async fn set(&mut self, key: String, value: Vec<u8>, lifetime: u64) -> Result<()> {
        let job = self.job(Capability::Cache)?;
        if let Some(shelf) = &job.shelf {
            job.services.cache.set(shelf, key, value, job.services.now(), lifetime);
        }
        Ok(())
    }
}

impl clock::Host for State {
    async fn now(&mut self) -> Result<u64> {
        Ok(self.job(Capability::Clock)?.services.now())
    }
}

impl random::Host for State {
    async fn bytes(&mut self, count: u32) -> Result<Vec<u8>> {
        let job = self.job(Capability::Random)?;
        if count > MOST_CHANCE {
            return Err(Error::new(Fault::Misuse {
                capability: Capability::Random,
                reason: format!("{count} bytes in one go"),
            }));
        }
        let none = || Error::new(Fault::Host("this machine gives no random bytes".to_owned()));
        job.services.random.bytes(count as usize).ok_or_else(none)
    }
}

impl log::Host for State {
    async fn write(&mut self, level: log::Level, message: String) -> Result<()> {
        if let Some(job) = &self.job {
            let level = match level {
                log::Level::Info => "info",
                log::Level::Warning => "warning",
                log::Level::Error => "error",
            };
            job.ledger.log(&format!("{level}: {message}"));
        }
        Ok(())
    }
}
