//! A network of its own for one process: a way out that leads nowhere, and a meter on it.
//!
//! It is Linux's network namespace, made by `unshare` and entered by `nsenter`. Inside there are the loopback interface
//! and one end of a cable with the default route, so that a packet for anywhere else is sent, counted and lost. Files and unix
//! sockets are the machine's own: what goes in or out is carried by hand.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// What is done inside once: no IPv6, which talks by itself, and one way out.
const SET_UP: &str = "set -e
for each in all default; do echo 1 > /proc/sys/net/ipv6/conf/$each/disable_ipv6 2>/dev/null || true; done
ip link set lo up
ip link add outside type veth peer name void
ip address add 192.0.2.2/24 dev outside
ip link set outside arp off
ip link set void up
ip link set outside up
ip route add default via 192.0.2.1 dev outside
echo ready
exec cat";

/// The namespace, for as long as this lives.
pub struct Air {
    /// Keeps it open.
    holder: Child,
    flags: &'static [&'static str],
}

impl Air {
    /// Makes it.
    ///
    /// # Panics
    /// When it cannot be made: nothing is skipped silently.
    #[must_use]
    pub fn new() -> Self {
        let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
        let (make, flags): (_, &[_]) =
            if root { ("-n", &["-n"]) } else { ("-rn", &["-U", "--preserve-credentials", "-n"]) };
        let mut holder = Command::new("unshare")
            .args([make, "sh", "-c", SET_UP])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|why| panic!("the drill needs `unshare`, of the package util-linux: {why}"));
        let mut line = String::new();
        BufReader::new(holder.stdout.take().unwrap()).read_line(&mut line).unwrap();
        if line != "ready\n" {
            let output = holder.wait_with_output().unwrap();
            panic!(
                "the drill needs a network namespace, and `unshare {make}` with `ip` (package iproute2) cannot make one here; as root, or where user namespaces are allowed, it can: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Self { holder, flags }
    }

    /// A program that will run inside.
    pub fn inside(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["-t", &self.holder.id().to_string()]).args(self.flags).arg("--").arg(program);
        command
    }

    /// How many packets were sent to the outside, by anybody inside.
    ///
    /// # Panics
    /// When the kernel does not say.
    #[must_use]
    pub fn packets_out(&self) -> u64 {
        let table = std::fs::read_to_string(format!("/proc/{}/net/dev", self.holder.id())).unwrap();
        let line = table.lines().find_map(|line| line.trim().strip_prefix("outside:")).unwrap();
        // Eight columns of what was received come first, then bytes and packets that were sent.
        line.split_whitespace().nth(9).unwrap().parse().unwrap()
    }

    /// Sends one packet, to show that the meter counts.
    ///
    /// # Panics
    /// When it cannot be sent.
    pub fn send_one(&self) {
        let sent = self.inside("bash").args(["-c", "echo drill > /dev/udp/198.51.100.9/9"]).status();
        assert!(sent.unwrap().success(), "a packet can be sent from inside");
    }
}

impl Default for Air {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Air {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
