//! Listening sockets opened by systemd before the appliance starts (`LISTEN_FDS`, sd_listen_fds(3)).

use std::net::TcpListener;

/// A listening socket passed by the service manager.
#[derive(Debug)]
pub struct Inherited {
    /// Its `FileDescriptorName=`, when the manager gave names.
    pub name: Option<String>,
    /// The socket.
    pub listener: TcpListener,
}

/// Takes every TCP socket passed by the service manager, in its order; empty when there is none.
///
/// `names` is the value of `LISTEN_FDNAMES` (colon-separated), if any. Call it once, early: a
/// second call would find the same descriptors again. A descriptor that is not a TCP socket is an
/// error, because the unit then does not say what the operator meant.
pub fn inherited_listeners(names: Option<&str>) -> std::io::Result<Vec<Inherited>> {
    let mut passed = listenfd::ListenFd::from_env();
    let mut names = names.unwrap_or_default().split(':');
    let mut listeners = Vec::new();
    for index in 0..passed.len() {
        let name = names.next().filter(|n| !n.is_empty()).map(str::to_owned);
        if let Some(listener) = passed.take_tcp_listener(index)? {
            listeners.push(Inherited { name, listener });
        }
    }
    Ok(listeners)
}
