//! Listening: checks are answered beneath the router, everything else by it.

use std::io;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use licentia_platform::telemetry;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::Manager;
use crate::checks::Front;

/// How often metrics are folded when nobody scrapes.
const UPKEEP: Duration = Duration::from_secs(5);
/// How long accepting pauses when the system has no more sockets to give.
const BREATH: Duration = Duration::from_millis(100);

impl Manager {
    /// Serves the whole manager on `listener` until `shutdown` is done; then takes no more connections and waits up to
    /// `grace` for the requests under way.
    ///
    /// # Errors
    /// When the listener itself fails.
    pub async fn serve(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
        grace: Duration,
    ) -> io::Result<()> {
        let front = Front::new(self.clone(), self.router(), listener.local_addr()?);
        let (stop, stopping) = watch::channel(false);
        let mut connections = JoinSet::new();
        let mut upkeep = tokio::time::interval(UPKEEP);
        tokio::pin!(shutdown);
        loop {
            tokio::select! {
                () = &mut shutdown => break,
                accepted = listener.accept() => match accepted {
                    Ok((stream, peer)) => {
                        connections.spawn(connection(stream, front.for_peer(peer), stopping.clone()));
                    }
                    // A connection that was given up before it was taken, or no more sockets: neither ends the server.
                    Err(error) => {
                        tracing::debug!(%error, "a connection was not accepted");
                        tokio::time::sleep(BREATH).await;
                    }
                },
                Some(_) = connections.join_next() => {}
                _ = upkeep.tick() => telemetry::metrics().upkeep(),
            }
        }
        drop(listener);
        stop.send_replace(true);
        self.streams().end();
        let ended =
            tokio::time::timeout(grace, async { while connections.join_next().await.is_some() {} }).await;
        if ended.is_err() {
            tracing::warn!("stopped with requests still under way");
        }
        Ok(())
    }
}

/// One connection, until it ends or the server stops and its request under way is answered.
async fn connection(stream: TcpStream, front: Front, stopping: watch::Receiver<bool>) {
    // Answers are small and whole: waiting for more to send only costs time.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new().pipeline_flush(true).serve_connection(TokioIo::new(stream), front);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopped(stopping) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended badly");
    }
}

/// Returns when the server is to stop.
async fn stopped(mut stopping: watch::Receiver<bool>) {
    // The sender going away means the same.
    let _ = stopping.wait_for(|stop| *stop).await;
}
