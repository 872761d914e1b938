//! The command line: what there is, and which file does it.

mod authority;
mod clock;
mod demo;
mod manager;
mod package;
mod place;
mod servers;
mod verify;

use crate::output::Format;
use crate::remote::Remote;
use anyhow::Result;
use clap::{Parser, Subcommand};

/// Self-hosted licensing for business software.
#[derive(Debug, Parser)]
#[command(name = "licentia", version, about, max_term_width = 100, arg_required_else_help = false)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    /// Print one JSON document instead of a table
    #[arg(long, global = true)]
    json: bool,
    #[command(flatten)]
    remote: Remote,
}

/// Every command. Without one the demonstration starts.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Authority and manager on this machine, with a sample vendor and customer
    Demo(demo::Demo),
    /// The customer's server
    #[command(subcommand)]
    Manager(servers::ManagerCommand),
    /// The vendor's server
    #[command(subcommand)]
    Authority(servers::AuthorityCommand),
    /// Read packages offline, or load and activate one
    #[command(subcommand)]
    Package(package::PackageCommand),
    /// What is licensed, used and free
    Licences(manager::Licences),
    /// The users of the installation
    #[command(subcommand)]
    Users(manager::Users),
    /// Give users a plan or modules
    Assign(manager::Distribute),
    /// Take a plan or modules from users
    Recall(manager::Distribute),
    /// May this user use this module now? (exit code 1: no)
    Check(manager::Check),
    /// Why may this user use this module, or why not: rule by rule
    Why(manager::Why),
    /// The vendor's catalogue
    #[command(subcommand)]
    Catalogue(authority::Catalogue),
    /// The vendor's customers
    #[command(subcommand)]
    Customer(authority::Customer),
    /// Sign a package for a customer
    Issue(authority::Issue),
    /// Keys of the authority
    #[command(subcommand)]
    Keys(authority::Keys),
    /// Replay the ledger against the tables
    Verify(verify::Verify),
}

/// Does what the command line says.
pub(crate) fn run(line: CommandLine) -> Result<()> {
    let format = if line.json { Format::Json } else { Format::People };
    let remote = &line.remote;
    match line.command.unwrap_or_else(|| Command::Demo(demo::Demo::default())) {
        Command::Demo(demo) => demo.run(format),
        Command::Manager(command) => command.run(format),
        Command::Authority(command) => command.run(format),
        Command::Package(command) => command.run(format, remote),
        Command::Licences(command) => command.run(format, remote),
        Command::Users(command) => command.run(format, remote),
        Command::Assign(command) => command.assign(format, remote),
        Command::Recall(command) => command.recall(format, remote),
        Command::Check(command) => command.run(format, remote),
        Command::Why(command) => command.run(format, remote),
        Command::Catalogue(command) => command.run(format, remote),
        Command::Customer(command) => command.run(format, remote),
        Command::Issue(command) => command.run(format, remote),
        Command::Keys(command) => command.run(format, remote),
        Command::Verify(command) => command.run(format),
    }
}
