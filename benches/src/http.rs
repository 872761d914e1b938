//! P1: a check over HTTP, per second of the server's processor, beside nginx that answers without asking anything.
//!
//! **The least work**: one read, one write, and between them a token, two names, one decision and 250 bytes. Servers run
//! on processor 0 and the load on processor 1, because whoever makes the load is out of breath first.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::report::{Budget, Line, Unit, say};
use crate::serve::USERS;
use crate::world::MODULES;

const ROUNDS: usize = 5;
/// Length of a round, as wrk takes it.
const LENGTH: &str = "4s";

pub(crate) fn run() -> Result<Vec<Line>> {
    say(&format!("http: loading {USERS} users"));
    let folder = std::env::temp_dir().join(format!("licentia-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let line = measure(&folder);
    std::fs::remove_dir_all(&folder)?;
    Ok(vec![line?])
}

fn measure(folder: &Path) -> Result<Line> {
    let (nginx, ours) = (Server::nginx(folder)?, Server::ours()?);
    let script = folder.join("checks.lua");
    std::fs::write(&script, requests(&ours.token))?;
    let budget = Budget {
        path: "P1 GET /checks/{user}/{module}, per CPU-second",
        anchor: "nginx `return 200`",
        unit: Unit::PerSecond,
        gate: Some(0.6),
        goal: Some(0.9),
    };
    let _ = (ours.load(&script)?, nginx.load(&script)?);
    let rounds = (0..ROUNDS).map(|_| Ok((ours.load(&script)?, nginx.load(&script)?)));
    Ok(budget.line(&rounds.collect::<Result<Vec<_>>>()?))
}

/// A server on processor 0.
struct Server {
    process: Child,
    port: u16,
    token: String,
}

impl Server {
    fn ours() -> Result<Self> {
        let mut process = pinned("0", &std::env::current_exe()?.display().to_string())
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().context("it was piped")?).read_line(&mut line)?;
        let (port, token) = line.trim().split_once(' ').context("the manager did not start")?;
        Ok(Self { port: port.parse()?, token: token.to_owned(), process })
    }

    fn nginx(folder: &Path) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let config = folder.join("nginx.conf");
        std::fs::write(
            &config,
            format!(
                "daemon off; master_process off; pid {0}/pid; error_log stderr; events {{ worker_connections 1024; }} \
                 http {{ access_log off; keepalive_requests 1000000000; client_body_temp_path {0}; proxy_temp_path {0}; \
                 fastcgi_temp_path {0}; uwsgi_temp_path {0}; scgi_temp_path {0}; server {{ listen 127.0.0.1:{port}; \
                 location / {{ default_type application/json; return 200 '{{\"allowed\":true}}'; }} }} }}",
                folder.display()
            ),
        )?;
        let process = pinned("0", "nginx").arg("-c").arg(&config).stderr(Stdio::null()).spawn()?;
        Ok(Self { process, port, token: String::new() })
    }

    /// Requests per second of its processor's time.
    fn load(&self, script: &Path) -> Result<f64> {
        let before = self.cpu_s()?;
        let output = pinned("1", "wrk")
            .args(["-t1", "-c64", "-d", LENGTH, "-s"])
            .arg(script)
            .arg(format!("http://127.0.0.1:{}", self.port))
            .output()
            .context("wrk")?;
        let used = self.cpu_s()? - before;
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() || said.contains("Non-2xx") || said.contains("Socket errors") {
            bail!("wrk: {said}{}", String::from_utf8_lossy(&output.stderr));
        }
        let requests = said.lines().find_map(|line| line.trim().split_once(" requests in "));
        let requests: f64 = requests.context("wrk counted nothing")?.0.parse()?;
        Ok(requests / used)
    }

    /// Time on the processor so far, from /proc.
    fn cpu_s(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        // The name in brackets may hold blanks; user and system time are the 12th and 13th figure after it.
        let (_, after) = stat.rsplit_once(')').context("no process")?;
        let ticks: Vec<f64> =
            after.split_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
        // Linux counts in hundredths of a second on every machine it offers to programs.
        Ok(ticks.iter().sum::<f64>() / 100.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ours ends when its input does, and clears up; nginx has nothing to clear up.
        if self.process.stdin.take().is_none() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// A program that stays on one processor. taskset becomes the program, so that the child's id is its own.
fn pinned(processor: &str, program: &str) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", processor, program]);
    command
}

/// Requests of random users for random modules, made ready beforehand.
fn requests(token: &str) -> String {
    format!(
        r#"
wrk.headers["Authorization"] = "Bearer {token}"
local made = {{}}
init = function(args)
  math.randomseed(1)
  for i = 1, 4096 do
    local path = string.format("/api/v1/checks/user-%07d@example.org/acme.module-%02d", math.random(0, {users}), math.random(1, {modules}))
    made[i] = wrk.format(nil, path)
  end
end
local at = 0
request = function()
  at = at % 4096 + 1
  return made[at]
end
"#,
        users = USERS - 1,
        modules = MODULES - 1,
    )
}
