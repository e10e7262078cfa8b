//! What the edge promises to the rest of the appliance, against a real backend over real TLS.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod life;
mod requests;
mod resets;
mod slow;
mod stage;
mod tls;
mod turns;

use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::time::timeout;

/// Patience of the tests themselves: far above every limit they set.
const LONG: Duration = Duration::from_secs(30);

async fn reads_to_its_end(mut stream: impl tokio::io::AsyncRead + Unpin) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A reset is also an end; only an open connection is a failure.
    let _ = timeout(LONG, stream.read_to_end(&mut bytes))
        .await
        .expect("still open");
    bytes
}
