//! The edge before a backend that works like Rocket.

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use doublelock_edge::{HANDLER_HEADER, Handlers, Limits, RECOGNISED_HEADER};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::people::SESSION;
use crate::stage::{Backend, Stage};

/// Time for which a page keeps a thread busy.
const BUSY: Duration = Duration::from_millis(3);

#[derive(Default)]
struct Work {
    now: AtomicUsize,
    most: AtomicUsize,
    all: AtomicUsize,
}

/// Serves until it is killed.
pub(crate) async fn run(home: &Path) {
    let backend = Arc::new(Backend::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let work = Arc::new(Work::default());
    tokio::spawn(answer_all(
        listener,
        Arc::clone(&work),
        backend.handlers.clone(),
    ));
    let stage = Stage::before(address, backend, Limits::default());
    let pem = stage.authority.certificate.to_pem().unwrap();
    std::fs::write(home.join("authority"), pem).unwrap();
    std::fs::write(home.join("told"), stage.address.to_string()).unwrap();
    std::fs::rename(home.join("told"), home.join("address")).unwrap();
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let [now, most, all] =
            [&work.now, &work.most, &work.all].map(|count| count.load(Ordering::SeqCst));
        let said = format!("pages in work at the end {now}, at most {most}, in all {all}");
        std::fs::write(home.join("work"), said).unwrap();
    }
}

async fn answer_all(listener: TcpListener, work: Arc<Work>, handlers: Handlers) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (work, handlers) = (Arc::clone(&work), handlers.clone());
        let service = service_fn(move |request: Request<Incoming>| {
            let (work, handlers) = (Arc::clone(&work), handlers.clone());
            async move { Ok::<_, Infallible>(page(request, work, &handlers).await) }
        });
        let http = hyper::server::conn::http1::Builder::new();
        tokio::spawn(http.serve_connection(TokioIo::new(stream), service));
    }
}

async fn page(
    request: Request<Incoming>,
    work: Arc<Work>,
    handlers: &Handlers,
) -> Response<Full<Bytes>> {
    let given = |name: &str| request.headers().get(name)?.to_str().ok();
    let Some(handler) = given(HANDLER_HEADER).and_then(|number| handlers.claim(number)) else {
        return Response::new(Full::default());
    };
    let known = given("cookie") == Some(SESSION);
    let done = tokio::spawn(async move {
        let _handler = handler;
        let now = work.now.fetch_add(1, Ordering::SeqCst) + 1;
        work.most.fetch_max(now, Ordering::SeqCst);
        work.all.fetch_add(1, Ordering::SeqCst);
        let busy = tokio::task::spawn_blocking(|| {
            let begun = Instant::now();
            while begun.elapsed() < BUSY {
                std::hint::spin_loop();
            }
        });
        busy.await.unwrap();
        work.now.fetch_sub(1, Ordering::SeqCst);
    });
    done.await.unwrap();
    let mut answer = Response::new(Full::from(vec![b'x'; 20_000]));
    let said = if known { "1" } else { "0" };
    answer
        .headers_mut()
        .insert(RECOGNISED_HEADER, said.parse().unwrap());
    answer
}
