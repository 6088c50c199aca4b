//! What belongs to one instance: its limits, and for whom it works.

use super::ledger::Ledger;
use super::services::Services;
use crate::capabilities::Capability;
use crate::capabilities::cache::Shelf;
use crate::capabilities::reach::Reach;
use crate::{Fault, Settings, Sink};
use std::sync::Arc;
use wasmtime::ResourceLimiter;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

/// Elements of a table.
const TABLE: usize = 20_000;

/// The store's data.
pub(crate) struct State {
    /// For whom the instance works; absent while a plugin describes itself.
    pub job: Option<Job>,
    /// Ticks that it may still compute.
    pub ticks: u64,
    /// Requests that it has made.
    pub requests: usize,
    /// Bytes of memory that it has, and may have.
    memory: usize,
    most_memory: usize,
    wasi: Option<(WasiCtx, ResourceTable)>,
}

/// One tenant's call.
pub(crate) struct Job {
    /// What capabilities work with.
    pub services: Arc<Services>,
    /// The tenant's settings.
    pub settings: Arc<Settings>,
    /// What they let the plugin reach.
    pub reach: Reach,
    /// Where messages lead.
    pub sink: Sink,
    /// The books of the batch; empty ones for other calls.
    pub ledger: Arc<Ledger>,
    /// Where the plugin's cached values are; nowhere when the tenant is nobody.
    pub shelf: Option<Shelf>,
}

impl State {
    /// For a new instance, with as much memory and time.
    pub fn new(job: Option<Job>, most_memory: usize, ticks: u64) -> Self {
        Self {
            job,
            ticks,
            requests: 0,
            memory: 0,
            most_memory,
            wasi: None,
        }
    }

    /// Bytes of memory that it has.
    pub fn memory(&self) -> usize {
        self.memory
    }

    /// The call, for a capability; describing a plugin is nobody's.
    pub fn job(&self, capability: Capability) -> Result<&Job, Fault> {
        self.job.as_ref().ok_or_else(|| Fault::Misuse {
            capability,
            reason: "used while it describes itself".to_owned(),
        })
    }
}

/// What was wanted is refused with a trap, so that it is known why the plugin ended.
impl ResourceLimiter for State {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let all = self.memory.saturating_add(desired.saturating_sub(current));
        if all > self.most_memory {
            return Err(wasmtime::Error::new(Fault::OutOfMemory));
        }
        self.memory = all;
        Ok(true)
    }

    fn memory_grow_failed(&mut self, _error: wasmtime::Error) -> wasmtime::Result<()> {
        Err(wasmtime::Error::new(Fault::OutOfMemory))
    }

    fn table_growing(&mut self, _current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        if desired > TABLE {
            return Err(wasmtime::Error::new(Fault::OutOfMemory));
        }
        Ok(true)
    }
}

/// For components of tool chains that cannot do without: no files, no network, no environment, no arguments.
impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let (ctx, table) = self
            .wasi
            .get_or_insert_with(|| (WasiCtx::builder().build(), ResourceTable::new()));
        WasiCtxView { ctx, table }
    }
}
