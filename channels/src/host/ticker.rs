//! The thread that counts time for guests: each tick, running ones give way to other work and are stopped when their
//! time is used up. It sleeps while nothing runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use wasmtime::Engine;

/// How often.
pub(crate) const TICK: Duration = Duration::from_millis(4);

/// Ticks for as long as it lives.
pub(crate) struct Ticker {
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
}

struct Shared {
    running: AtomicUsize,
    over: AtomicBool,
}

/// Something that runs; time is counted until it is dropped.
pub(crate) struct Running(Arc<Shared>);

impl Ticker {
    /// Starts the thread.
    pub fn start(engine: Engine) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            running: AtomicUsize::new(0),
            over: AtomicBool::new(false),
        });
        let seen = shared.clone();
        let thread = thread::Builder::new().name("plugin-ticks".to_owned()).spawn(move || {
            while !seen.over.load(Ordering::Acquire) {
                if seen.running.load(Ordering::Acquire) == 0 {
                    thread::park();
                } else {
                    thread::sleep(TICK);
                    engine.increment_epoch();
                }
            }
        })?;
        Ok(Self { shared, thread })
    }

    /// Notes that something runs.
    pub fn run(&self) -> Running {
        if self.shared.running.fetch_add(1, Ordering::AcqRel) == 0 {
            self.thread.thread().unpark();
        }
        Running(self.shared.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Release);
        self.thread.thread().unpark();
    }
}
