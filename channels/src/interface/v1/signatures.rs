//! `signatures`: the key is looked up here, used, and forgotten.

use super::imported::signatures::{Algorithm as Asked, Host};
use crate::Sink;
use crate::capabilities::Capability;
use crate::capabilities::signatures::{self, Algorithm};
use crate::host::{Job, State};
use wasmtime::Result;

impl Host for State {
    async fn sign(
        &mut self,
        key_secret: String,
        algorithm: Asked,
        data: Vec<u8>,
    ) -> Result<std::result::Result<Vec<u8>, String>> {
        let job = self.job(Capability::Signatures)?;
        let algorithm = algorithm_of(algorithm);
        Ok(match secret(job, &key_secret) {
            Ok(Some(secret)) => signatures::sign(secret, algorithm, &data).map_err(|error| error.to_string()),
            Ok(None) => Ok(signatures::pretended_signature(algorithm)),
            Err(reason) => Err(reason),
        })
    }

    async fn public_key(
        &mut self,
        key_secret: String,
        algorithm: Asked,
    ) -> Result<std::result::Result<Vec<u8>, String>> {
        let job = self.job(Capability::Signatures)?;
        let algorithm = algorithm_of(algorithm);
        Ok(match secret(job, &key_secret) {
            Ok(Some(secret)) => signatures::public_key(secret, algorithm).map_err(|error| error.to_string()),
            Ok(None) => Ok(signatures::pretended_public_key(algorithm)),
            Err(reason) => Err(reason),
        })
    }
}

fn algorithm_of(asked: Asked) -> Algorithm {
    match asked {
        Asked::Rs256 => Algorithm::Rs256,
        Asked::Es256 => Algorithm::Es256,
        Asked::Ed25519 => Algorithm::Ed25519,
        Asked::HmacSha256 => Algorithm::HmacSha256,
    }
}

/// The secret's value; none in a sandbox that nobody has configured, and where providers are played.
fn secret<'a>(job: &'a Job, name: &str) -> std::result::Result<Option<&'a str>, String> {
    if job.services.rehearsal.is_some() {
        return Ok(None);
    }
    match job.settings.secrets.0.get(name) {
        Some(secret) => Ok(Some(secret)),
        None if job.sink != Sink::Live => Ok(None),
        None => Err(format!("there is no secret {name:?}")),
    }
}
