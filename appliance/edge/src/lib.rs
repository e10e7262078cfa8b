//! TLS front of the appliance: deadlines, caps, certificate reload.
//!
//! The web framework has no header deadline, no connection cap and no certificate reload, so it
//! listens on the loopback only, in plain HTTP, and this crate owns the network:
//!
//! * [`CertificateStore`] holds the certificate and swaps it live;
//! * [`serve`] accepts, caps, shakes hands (TLS 1.2 with authenticated ciphers, or 1.3), reads
//!   requests under a deadline and forwards them to the backend, streaming both ways;
//! * requests in work are capped, for everybody and for each caller, and a cap holds as long as
//!   the work does: [`Handlers`] tells the edge when the backend is really done;
//! * [`inherited_listeners`] takes sockets opened by systemd, so that port 443 needs no privilege.
//!
//! What is deliberately absent: no buffering of bodies, no caching, no WebSocket, no access log
//! (paths and addresses would be personal data here; the application keeps the audit).

mod activity;
mod admission;
mod answers;
mod caller;
mod certificates;
mod config;
mod delivery;
mod forward;
mod handlers;
mod inherited;
mod notices;
mod pace;
mod recognised;
mod repeated;
mod rules;
mod serving;
mod turns;
mod upstream;

pub use answers::Pages;
pub use certificates::{CertificateError, CertificateFacts, CertificateStore};
pub use config::{
    Allowance, ConfigFault, EdgeConfig, HANDLER_HEADER, Limits, METHOD_HEADER, RECOGNISED_HEADER,
    SECRET_HEADER,
};
pub use handlers::{Handler, Handlers};
pub use inherited::{Inherited, inherited_listeners};
pub use repeated::Repeated;
pub use serving::{EdgeError, serve};
