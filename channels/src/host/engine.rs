//! The engine: how guests are compiled, where their memories lie, and what bounds them.

use super::Limits;
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

/// Bytes of a memory that are wiped by hand instead of being given back to the system. A batch of mails writes on some
/// two mebibytes, which cost as much to be given anew, page by page, as everything else that is done in there. Where the
/// kernel tells which pages were written on (Linux 6.7), only those are wiped.
const KEEP_RESIDENT: usize = 2 * 1024 * 1024;
/// Instances beside those of calls, for plugins that are being loaded.
const LOADING: u32 = 8;
/// Core modules that one component may be made of; what `wit-component` and other tool chains make has a few.
const CORE_INSTANCES: u32 = 20;

/// An engine whose pool holds `limits.instances` instances, and a few more.
pub(crate) fn engine(limits: &Limits) -> wasmtime::Result<Engine> {
    let instances = limits.instances.max(1).saturating_add(LOADING);
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(instances)
        .total_core_instances(instances.saturating_mul(CORE_INSTANCES))
        .max_core_instances_per_component(CORE_INSTANCES)
        .total_memories(instances.saturating_mul(2))
        .max_memories_per_component(2)
        .total_tables(instances.saturating_mul(CORE_INSTANCES))
        .max_tables_per_component(CORE_INSTANCES)
        .table_elements(20_000)
        .total_stacks(instances)
        .max_memory_size(limits.memory)
        .linear_memory_keep_resident(KEEP_RESIDENT)
        .pagemap_scan(Enabled::Auto)
        .max_unused_warm_slots(instances.min(8));
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .epoch_interruption(true)
        .consume_fuel(limits.instructions.is_some())
        // The same batch gives the same bytes on every machine.
        .cranelift_nan_canonicalization(true)
        .relaxed_simd_deterministic(true)
        .max_wasm_stack(512 * 1024)
        .async_stack_size(1024 * 1024)
        .wasm_backtrace_max_frames(std::num::NonZeroUsize::new(8));
    Engine::new(&config)
}
