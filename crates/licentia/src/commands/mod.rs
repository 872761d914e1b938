//! The command line: what there is, and which file does it.

mod authority;
mod authority_customer;
mod authority_desk;
mod authority_orders;
mod blockers;
mod clock;
mod contact;
mod csv;
mod demo;
mod distribute;
mod events;
mod file;
mod invoices;
mod keys;
mod keys_partner;
mod keys_told;
mod limits;
mod manager;
mod meters;
mod operators;
mod package;
mod people;
mod people_change;
mod people_leave;
mod people_portrait;
mod place;
mod problems;
mod products;
mod query;
mod reminders;
mod report;
mod report_history;
mod requests;
mod rules;
mod satellites;
mod servers;
mod sessions;
mod superfluous;
mod usage_report;
mod users_list;
mod verify;
mod waiting;
mod work;

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
    /// What has to go before a loaded package can be activated, and taking it away
    Superfluous(superfluous::Superfluous),
    /// Applications that are asked before a user loses a licence
    #[command(subcommand)]
    Blockers(blockers::Blockers),
    /// Request files for a vendor who is not reached online
    #[command(subcommand)]
    Request(requests::RequestCommand),
    /// How things stand with each issuer's authority, and asking it now
    Contact(contact::Contact),
    /// What is installed, and whose it is
    #[command(subcommand)]
    Installation(requests::InstallationCommand),
    /// The central installation, its satellites and their site licences
    #[command(subcommand)]
    Satellites(satellites::Satellites),
    /// What needs somebody today, the most serious first
    Today(reminders::Today),
    /// What runs out or fills up, told in time: what was told, when, and to whom
    #[command(subcommand)]
    Reminders(reminders::Reminders),
    /// Programs that are told what people are told
    #[command(subcommand)]
    Webhook(reminders::Webhook),
    /// What is licensed, used and free; delete licences
    Licences(manager::Licences),
    /// How things stand: owner, subscription, what expires next, who is logged in, limits
    Status(limits::Status),
    /// Plan limits: how much of each is used, and what may still be created
    Limits(limits::Limits),
    /// Metered services: what was used in a month, what is allowed, what goes beyond it
    Meters(meters::Meters),
    /// Telling what was used
    #[command(subcommand)]
    Usage(meters::Usage),
    /// What was bought by name: every dated row, and one difference of who has it
    Products(products::Products),
    /// The users of the installation
    #[command(subcommand)]
    Users(manager::Users),
    /// Give users a plan or modules
    Assign(distribute::Distribute),
    /// Take a plan or modules from users
    Recall(distribute::Distribute),
    /// List the bulk changes, which can be undone
    Changes(distribute::Changes),
    /// Undo a bulk change as far as it still applies; without a revision list them
    Undo(distribute::Undo),
    /// Long work: how far it is, and what came of it
    Jobs(work::Jobs),
    /// System events: keep people out, tell everybody something, say what goes on
    #[command(subcommand, name = "event", visible_alias = "events")]
    Events(events::Events),
    /// Who is logged in, who holds concurrent seats; end a log-in
    #[command(subcommand)]
    Sessions(sessions::Sessions),
    /// Count seats in use and active users, today and on past dates; who held what
    #[command(subcommand)]
    Report(report::Report),
    /// Automatic distribution: who gets what by group, kind, role or attribute
    #[command(subcommand)]
    Rules(rules::Rules),
    /// Who waits for a seat, and serving whom it can
    #[command(subcommand)]
    Waiting(waiting::Waiting),
    /// May this user use this module now? (exit code 1: no)
    Check(manager::Check),
    /// Why may this user use this module, or why not: rule by rule
    Why(manager::Why),
    /// The vendor's catalogue
    #[command(subcommand)]
    Catalogue(authority::Catalogue),
    /// The vendor's customers
    #[command(subcommand)]
    Customer(authority_customer::Customer),
    /// What customers order on account
    #[command(subcommand, name = "order", visible_alias = "orders")]
    Orders(authority_orders::Orders),
    /// Subscriptions with a term, and their renewal
    #[command(subcommand)]
    Subscription(authority_orders::Subscriptions),
    /// Sign a package for a customer
    Issue(authority::Issue),
    /// Answer a customer's request file with a response file
    Answer(authority_desk::Answer),
    /// Take in a receipt or a letter that a customer sent
    Receipt(authority_desk::Receipt),
    /// The keys that speak for customers, and what they said last
    #[command(subcommand)]
    Installations(authority_desk::Installations),
    /// The vendor's invoices for overage: drafts, issued ones, credit notes
    #[command(subcommand)]
    Invoice(invoices::Invoice),
    /// Keys of the authority
    #[command(subcommand)]
    Keys(keys::Keys),
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
        Command::Superfluous(command) => command.run(format, remote),
        Command::Blockers(command) => command.run(format, remote),
        Command::Request(command) => command.run(format, remote),
        Command::Contact(command) => command.run(format, remote),
        Command::Installation(command) => command.run(format, remote),
        Command::Satellites(command) => command.run(format, remote),
        Command::Today(command) => command.run(format, remote),
        Command::Reminders(command) => command.run(format, remote),
        Command::Webhook(command) => command.run(format, remote),
        Command::Licences(command) => command.run(format, remote),
        Command::Status(command) => command.run(format, remote),
        Command::Limits(command) => command.run(format, remote),
        Command::Meters(command) => command.run(format, remote),
        Command::Usage(command) => command.run(format, remote),
        Command::Products(command) => command.run(format, remote),
        Command::Users(command) => command.run(format, remote),
        Command::Assign(command) => command.assign(format, remote),
        Command::Recall(command) => command.recall(format, remote),
        Command::Changes(command) => command.run(format, remote),
        Command::Undo(command) => command.run(format, remote),
        Command::Jobs(command) => command.run(format, remote),
        Command::Events(command) => command.run(format, remote),
        Command::Sessions(command) => command.run(format, remote),
        Command::Report(command) => command.run(format, remote),
        Command::Rules(command) => command.run(format, remote),
        Command::Waiting(command) => command.run(format, remote),
        Command::Check(command) => command.run(format, remote),
        Command::Why(command) => command.run(format, remote),
        Command::Catalogue(command) => command.run(format, remote),
        Command::Customer(command) => command.run(format, remote),
        Command::Orders(command) => command.run(format, remote),
        Command::Subscription(command) => command.run(format, remote),
        Command::Issue(command) => command.run(format, remote),
        Command::Answer(command) => command.run(format, remote),
        Command::Receipt(command) => command.run(format, remote),
        Command::Installations(command) => command.run(format, remote),
        Command::Invoice(command) => command.run(format, remote),
        Command::Keys(command) => command.run(format, remote),
        Command::Verify(command) => command.run(format),
    }
}
