//! One server as a process of its own.

use std::io::Read as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{binary, http};

/// One server as a process of its own.
pub struct Server {
    process: Child,
    /// Its base URL.
    pub url: String,
}

impl Server {
    /// Starts it in its folder on a free port, and waits until it is ready.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(side: &str, dir: &Path, database: Option<&str>) -> Self {
        match database {
            Some(url) => Self::start_with(side, dir, &["--database", url]),
            None => Self::start_with(side, dir, &[]),
        }
    }

    /// The same with other arguments.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start_with(side: &str, dir: &Path, arguments: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(binary());
        command.args([side, "serve", "--listen", &format!("127.0.0.1:{port}"), "--dir"]).arg(dir);
        command.args(arguments);
        let process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut server = Self { process, url: format!("http://127.0.0.1:{port}") };
        server.wait();
        server
    }

    fn wait(&mut self) {
        let until = Instant::now() + Duration::from_secs(60);
        while Instant::now() < until {
            if std::net::TcpStream::connect(self.url.trim_start_matches("http://")).is_ok()
                && http::get(&format!("{}/readyz", self.url), "").status == 200
            {
                // What it logs from now on is read and dropped, so that it never waits for us.
                let mut log = self.process.stderr.take().unwrap();
                std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
                return;
            }
            if let Some(status) = self.process.try_wait().unwrap() {
                let mut log = String::new();
                self.process.stderr.take().unwrap().read_to_string(&mut log).unwrap();
                panic!("the server ended with {status}: {log}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("{} was not ready within a minute", self.url);
    }

    /// Ends it as a power cut does.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// The process, for signals.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
