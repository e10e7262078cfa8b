//! tmp
#![expect(clippy::unwrap_used, reason = "tests")]
use doublelock_testkit::people::KARIM;
use doublelock_testkit::appliance;
#[tokio::test(flavor = "multi_thread")]
async fn slow_stop() {
    tracing_subscriber::fmt().with_env_filter("trace").with_ansi(false).with_writer(std::io::stderr).init();
    for _ in 0..8 {
    let app = appliance!();
    for _ in 0..4 { app.wire().sign_in("nadia", "").await; }
    app.wire().sign_in(KARIM.login, KARIM.password).await;
    eprintln!("CLOSING {:?}", std::time::SystemTime::now());
    app.close().await;
    eprintln!("CLOSED {:?}", std::time::SystemTime::now());
    }
}
