//! The parts that run beside each other, and what happens when one fails.
//!
//! Without any one of them the appliance is no appliance: objects would be refused, jobs
//! would not run, and nobody would notice before the evening. So a part that ends or
//! panics before a stop was asked is logged, and stops the rest in order; the program
//! then exits with a failure, and systemd starts it again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The parts of one appliance.
#[derive(Debug)]
pub(super) struct Parts {
    stop: CancellationToken,
    failed: Arc<AtomicBool>,
    handles: Vec<JoinHandle<()>>,
}

impl Parts {
    /// None yet; they are to end when `stop` is cancelled.
    pub(super) fn new(stop: CancellationToken) -> Self {
        Self {
            stop,
            failed: Arc::default(),
            handles: Vec::new(),
        }
    }

    /// Starts a part. `name` is for the log.
    pub(super) fn start(
        &mut self,
        name: &'static str,
        work: impl Future<Output = ()> + Send + 'static,
    ) {
        let (stop, failed) = (self.stop.clone(), Arc::clone(&self.failed));
        self.handles.push(tokio::spawn(async move {
            match tokio::spawn(work).await {
                Ok(()) if stop.is_cancelled() => return,
                Ok(()) => tracing::error!(part = name, "a part of the appliance ended by itself"),
                // What it said in its panic may hold anything: it stays out of the log.
                Err(_) => tracing::error!(part = name, "a part of the appliance failed"),
            }
            failed.store(true, Ordering::SeqCst);
            stop.cancel();
        }));
    }

    /// True once a part ended before its time.
    pub(super) fn failed(&self) -> bool {
        self.failed.load(Ordering::SeqCst)
    }

    /// Waits until all have ended. Ask them to stop first.
    pub(super) async fn ended(&mut self) {
        for handle in self.handles.drain(..) {
            // A watcher does nothing that panics.
            let _ = handle.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_part_that_panics_stops_the_rest() {
        let stop = CancellationToken::new();
        let mut parts = Parts::new(stop.clone());
        let asked = stop.clone();
        parts.start("patient", async move { asked.cancelled().await });
        parts.start("broken", async {
            let nothing: Vec<u8> = Vec::new();
            let _ = nothing.iter().map(|n| 1 / n).sum::<u8>() + nothing[nothing.len()];
        });
        parts.ended().await;
        assert!(parts.failed());
        assert!(stop.is_cancelled());
    }

    #[tokio::test]
    async fn a_part_that_ends_by_itself_stops_the_rest() {
        let stop = CancellationToken::new();
        let mut parts = Parts::new(stop.clone());
        let asked = stop.clone();
        parts.start("patient", async move { asked.cancelled().await });
        parts.start("early", async {});
        parts.ended().await;
        assert!(parts.failed());
    }

    #[tokio::test]
    async fn parts_that_end_when_asked_did_not_fail() {
        let stop = CancellationToken::new();
        let mut parts = Parts::new(stop.clone());
        for name in ["one", "two"] {
            let asked = stop.clone();
            parts.start(name, async move { asked.cancelled().await });
        }
        stop.cancel();
        parts.ended().await;
        assert!(!parts.failed());
    }
}
