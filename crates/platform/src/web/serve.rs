//! Listening, and stopping without breaking off what is under way.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

use crate::telemetry;

/// How often metrics are folded when nobody scrapes.
const UPKEEP: Duration = Duration::from_secs(5);

/// Why an address cannot be listened on.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// `port_in_use`.
    #[error(
        "port {} on {} is in use: stop the program that has it, or choose another with --listen (port 0 takes a free one)", .0.port(), .0.ip()
    )]
    InUse(SocketAddr),
    /// `port_forbidden`.
    #[error("port {} may not be used by this user: choose one of 1024 or higher with --listen", .0.port())]
    Forbidden(SocketAddr),
    /// `address_unavailable`.
    #[error("{} is not an address of this machine: choose another with --listen", .0.ip())]
    Unavailable(SocketAddr),
    /// `listen_failed`.
    #[error("cannot listen on {0}: {1}")]
    Failed(SocketAddr, io::Error),
}

impl ListenError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InUse(_) => "port_in_use",
            Self::Forbidden(_) => "port_forbidden",
            Self::Unavailable(_) => "address_unavailable",
            Self::Failed(..) => "listen_failed",
        }
    }
}

/// Listens on `address`; port 0 takes a free one.
///
/// # Errors
/// A [`ListenError`] that names the port.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => ListenError::InUse(address),
        io::ErrorKind::PermissionDenied => ListenError::Forbidden(address),
        io::ErrorKind::AddrNotAvailable => ListenError::Unavailable(address),
        _ => ListenError::Failed(address, error),
    })
}

/// Serves `router` until `shutdown` is done; then takes no more connections and waits up to
/// `grace` for the requests under way.
///
/// # Errors
/// When the listener itself fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
    grace: Duration,
) -> io::Result<()> {
    let (told, heard) = tokio::sync::oneshot::channel::<()>();
    let listener = listener.tap_io(|stream| {
        // Answers are small and whole: waiting for more to send only costs time.
        let _ = stream.set_nodelay(true);
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        shutdown.await;
        drop(told);
    });
    let deadline = async move {
        // Either way, told or dropped, the shutdown has begun.
        let _ = heard.await;
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        served = serving.into_future() => served,
        () = deadline => {
            tracing::warn!("stopped with requests still under way");
            Ok(())
        }
        () = upkeep() => Ok(()),
    }
}

async fn upkeep() {
    let mut ticks = tokio::time::interval(UPKEEP);
    loop {
        ticks.tick().await;
        telemetry::metrics().upkeep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_in_use_is_named() {
        let first = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = first.local_addr().unwrap();
        let error = bind(address).await.unwrap_err();
        assert_eq!(error.code(), "port_in_use");
        assert!(error.to_string().contains(&address.port().to_string()));
        let elsewhere = bind("192.0.2.1:0".parse().unwrap()).await.unwrap_err();
        assert_eq!(elsewhere.code(), "address_unavailable");
    }
}
