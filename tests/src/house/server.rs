//! One server as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Sender, channel};

use crate::{PATIENCE, binary, http, until};

/// One server as a process of its own.
pub struct Server {
    process: Child,
    /// Its base URL.
    pub url: String,
}

impl Server {
    /// Starts it in its folder, and waits until it is ready. It takes a port itself and says which, so that nobody else
    /// can take it in between.
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
        let mut command = Command::new(binary());
        command.args([side, "serve", "--listen", "127.0.0.1:0", "--dir"]).arg(dir).args(arguments);
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = process.stderr.take().unwrap();
        let mut server = Self { process, url: String::new() };
        let (tell, told) = channel();
        std::thread::spawn(move || read(log, &tell));
        server.url = match told.recv_timeout(PATIENCE) {
            Ok(Ok(address)) => format!("http://{address}"),
            Ok(Err(log)) => panic!("the server ended with {}: {log}", server.process.wait().unwrap()),
            Err(_) => panic!("the server does not say where it listens"),
        };
        server.wait();
        server
    }

    fn wait(&mut self) {
        let ready = format!("{}/readyz", self.url);
        until("the server is ready", || match http::try_get(&ready, "") {
            Some(answer) if answer.status == 200 => Ok(()),
            other => match self.process.try_wait().unwrap() {
                Some(status) => panic!("the server ended with {status}"),
                None => Err(other),
            },
        });
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

/// Reads what a server logs for as long as it lives, so that it never waits for us: tells the address that it listens on,
/// or all of it when it ends before it has one.
fn read(log: ChildStderr, tell: &Sender<Result<String, String>>) {
    let mut log = BufReader::new(log);
    let (mut all, mut line) = (String::new(), Vec::new());
    while log.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        let text = String::from_utf8_lossy(&line);
        if let Some((_, rest)) = text.split_once("listens on http://") {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || ".:".contains(c))).unwrap_or(rest.len());
            let _ = tell.send(Ok(rest[..end].to_owned()));
            let _ = std::io::copy(&mut log, &mut std::io::sink());
            return;
        }
        all.push_str(&text);
        line.clear();
    }
    let _ = tell.send(Err(all));
}
