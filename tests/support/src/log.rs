//! What the program would log, in memory.

use std::io::{Result, Write};
use std::sync::{Arc, Mutex};

/// The log of a test's whole process.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Catches it from now on, with the filter of `serve` at the finest level: more than any
    /// configuration turns on. Once in a process.
    pub fn of_this_process() -> Self {
        let log = Self::default();
        let writer = log.clone();
        let filter = doublelock::command::serve::LOG_FILTER;
        assert!(filter.starts_with("info,rocket=off"), "{filter}");
        tracing_subscriber::fmt()
            .with_env_filter(filter.replace("info,", "trace,"))
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .init();
        log
    }

    /// What was logged so far.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
