//! Logs and metrics of the process.

use std::io::IsTerminal as _;
use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::settings::{Log, LogFormat};

/// Where the limits of a duration's histogram lie, in seconds: from a check in memory to a
/// bulk change.
const SECONDS: [f64; 14] =
    [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0];

/// Starts logging to standard error. A second call in one process changes nothing.
///
/// # Errors
/// A sentence about the filter, when it is none.
pub fn log(settings: &Log) -> Result<(), String> {
    let filter = filter(&settings.filter)?;
    let json = match settings.format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_span_events(FmtSpan::NONE)
        .with_writer(std::io::stderr);
    let started = if json {
        lines.json().flatten_event(true).try_init()
    } else {
        lines.with_ansi(std::io::stderr().is_terminal()).with_target(false).try_init()
    };
    // Somebody else's subscriber, a test's for example, may stay.
    drop(started);
    Ok(())
}

/// Whether `text` is a filter that [`log`] takes.
pub(crate) fn check_filter(text: &str) -> Result<(), String> {
    filter(text).map(drop)
}

fn filter(text: &str) -> Result<EnvFilter, String> {
    EnvFilter::builder().parse(text).map_err(|error| error.to_string())
}

/// The process's metrics. Installed at the first call; servers in one process share them.
pub fn metrics() -> &'static Metrics {
    static METRICS: OnceLock<Metrics> = OnceLock::new();
    METRICS.get_or_init(Metrics::install)
}

/// What `/metrics` answers from.
pub struct Metrics(PrometheusHandle);

impl Metrics {
    fn install() -> Self {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
            .expect("the list of limits is not empty")
            .build_recorder();
        let handle = recorder.handle();
        // A recorder that was there before keeps counting; ours then stays empty.
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another metrics recorder is installed; /metrics stays empty");
        }
        Self(handle)
    }

    /// The text of the Prometheus format, version 0.0.4.
    pub fn text(&self) -> String {
        self.0.run_upkeep();
        self.0.render()
    }

    /// Folds what was recorded into the histograms, so that memory stays bounded when
    /// nobody scrapes. Servers call it every few seconds.
    pub fn upkeep(&self) {
        self.0.run_upkeep();
    }
}
