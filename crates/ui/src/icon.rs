//! The icons: one stroke width, sixteen units square, drawn for this product.
//!
//! A page carries the shapes it uses once, in one hidden `<svg>` (see [`sprite`]); each icon refers
//! to its shape. An icon never stands alone: a word or a label goes with it.

use std::collections::BTreeSet;

use maud::{Markup, PreEscaped, Render, html};

/// An icon; renders as a hidden-from-readers `<svg class="i">`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A question: ask why.
    Ask,
    /// A system notification.
    Bell,
    /// The ledger.
    Book,
    /// A product.
    Box,
    /// A customer.
    Building,
    /// Buying.
    Cart,
    /// Use over time.
    Chart,
    /// Waiting, or not used for long.
    Clock,
    /// Columns of a table.
    Columns,
    /// Copies.
    Copy,
    /// Closes, or a rule that said no.
    Cross,
    /// More actions.
    Dots,
    /// Opens a menu.
    Down,
    /// Moves a row towards the top.
    Up,
    /// Saves a file.
    Download,
    /// Changes something.
    Edit,
    /// A package.
    File,
    /// Narrows a list.
    Filter,
    /// A meter or a limit.
    Gauge,
    /// Settings.
    Gear,
    /// The catalogue.
    Grid,
    /// One thing to know.
    Info,
    /// An invoice.
    Invoice,
    /// Licences and keys.
    Key,
    /// The keys of the keyboard.
    Keyboard,
    /// Before this one.
    Left,
    /// The navigation on a phone.
    Menu,
    /// Taken away, or not part of it.
    Minus,
    /// Leads out of Licentia.
    Out,
    /// One person.
    Person,
    /// Adds.
    Plus,
    /// A waiting list.
    Queue,
    /// After this one.
    Right,
    /// Distribution rules.
    Rules,
    /// Looks for something.
    Search,
    /// An installation.
    Server,
    /// Access.
    Shield,
    /// Not reached.
    Skip,
    /// Refused or stopped.
    Stop,
    /// Light and dark.
    Theme,
    /// Good, verified, in force.
    Tick,
    /// Recalls or deletes.
    Trash,
    /// Takes a change back.
    Undo,
    /// Loads a file.
    Upload,
    /// People.
    Users,
    /// Soon, or nearly full.
    Warn,
}

impl Icon {
    /// Every icon, by name.
    pub const ALL: &'static [Icon] = &[
        Icon::Ask,
        Icon::Bell,
        Icon::Book,
        Icon::Box,
        Icon::Building,
        Icon::Cart,
        Icon::Chart,
        Icon::Clock,
        Icon::Columns,
        Icon::Copy,
        Icon::Cross,
        Icon::Dots,
        Icon::Down,
        Icon::Download,
        Icon::Edit,
        Icon::File,
        Icon::Filter,
        Icon::Gauge,
        Icon::Gear,
        Icon::Grid,
        Icon::Info,
        Icon::Invoice,
        Icon::Key,
        Icon::Keyboard,
        Icon::Left,
        Icon::Menu,
        Icon::Minus,
        Icon::Out,
        Icon::Person,
        Icon::Plus,
        Icon::Queue,
        Icon::Right,
        Icon::Rules,
        Icon::Search,
        Icon::Server,
        Icon::Shield,
        Icon::Skip,
        Icon::Stop,
        Icon::Theme,
        Icon::Tick,
        Icon::Trash,
        Icon::Undo,
        Icon::Up,
        Icon::Upload,
        Icon::Users,
        Icon::Warn,
    ];

    /// The name: `i-name` is the id of its shape.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Icon::Ask => "ask",
            Icon::Bell => "bell",
            Icon::Book => "book",
            Icon::Box => "box",
            Icon::Building => "building",
            Icon::Cart => "cart",
            Icon::Chart => "chart",
            Icon::Clock => "clock",
            Icon::Columns => "columns",
            Icon::Copy => "copy",
            Icon::Cross => "cross",
            Icon::Dots => "dots",
            Icon::Down => "down",
            Icon::Download => "download",
            Icon::Edit => "edit",
            Icon::File => "file",
            Icon::Filter => "filter",
            Icon::Gauge => "gauge",
            Icon::Gear => "gear",
            Icon::Grid => "grid",
            Icon::Info => "info",
            Icon::Invoice => "invoice",
            Icon::Key => "key",
            Icon::Keyboard => "keyboard",
            Icon::Left => "left",
            Icon::Menu => "menu",
            Icon::Minus => "minus",
            Icon::Out => "out",
            Icon::Person => "person",
            Icon::Plus => "plus",
            Icon::Queue => "queue",
            Icon::Right => "right",
            Icon::Rules => "rules",
            Icon::Search => "search",
            Icon::Server => "server",
            Icon::Shield => "shield",
            Icon::Skip => "skip",
            Icon::Stop => "stop",
            Icon::Theme => "theme",
            Icon::Tick => "tick",
            Icon::Trash => "trash",
            Icon::Undo => "undo",
            Icon::Up => "up",
            Icon::Upload => "upload",
            Icon::Users => "users",
            Icon::Warn => "warn",
        }
    }

    const fn shape(self) -> &'static str {
        match self {
            Icon::Ask => {
                r##"<circle cx="8" cy="8" r="6.25"/><path d="M6.1 6.2C6.3 5 7.2 4.5 8.1 4.5c1.1 0 1.9.7 1.9 1.7 0 1.5-2 1.6-2 3M8 11.4v.01"/>"##
            }
            Icon::Bell => r##"<path d="M4 11.5V7a4 4 0 0 1 8 0v4.5l1 1H3l1-1ZM6.75 14.5h2.5"/>"##,
            Icon::Book => {
                r##"<path d="M3 2.75h8.5a1 1 0 0 1 1 1v9.5H4.25A1.25 1.25 0 0 1 3 12V2.75ZM3 12c0-.7.55-1.25 1.25-1.25h8.25"/>"##
            }
            Icon::Box => {
                r##"<path d="M8 1.75 13.75 5v6L8 14.25 2.25 11V5L8 1.75ZM2.25 5 8 8.25 13.75 5M8 8.25v6"/>"##
            }
            Icon::Building => {
                r##"<path d="M3 13.75V3l5-1.25v12M8 5.5h5v8.25M1.75 13.75h12.5M5.25 5.25v.01M5.25 8v.01M5.25 10.75v.01M10.5 8.25v.01M10.5 11v.01"/>"##
            }
            Icon::Cart => {
                r##"<path d="M1.5 2.5h2l1.75 8h6.5l1.75-5.75H4"/><circle cx="6" cy="13" r=".75"/><circle cx="11.25" cy="13" r=".75"/>"##
            }
            Icon::Chart => r##"<path d="M2.5 13.5v-11M2.5 13.5h11M5.5 11V8M8.5 11V5M11.5 11V6.5"/>"##,
            Icon::Clock => r##"<circle cx="8" cy="8" r="6.25"/><path d="M8 4.5V8l2.5 1.5"/>"##,
            Icon::Columns => {
                r##"<rect x="2.25" y="2.75" width="11.5" height="10.5" rx="1.25"/><path d="M6.1 2.75v10.5M9.9 2.75v10.5"/>"##
            }
            Icon::Copy => {
                r##"<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M3.5 10.5h-.5a.5.5 0 0 1-.5-.5V3a.5.5 0 0 1 .5-.5h7a.5.5 0 0 1 .5.5v.5"/>"##
            }
            Icon::Cross => r##"<path d="m4.5 4.5 7 7M11.5 4.5l-7 7"/>"##,
            Icon::Dots => r##"<path d="M3.5 8v.01M8 8v.01M12.5 8v.01" stroke-width="2.25"/>"##,
            Icon::Up => r##"<path d="m4.5 9.5 3.5-3.5 3.5 3.5"/>"##,
            Icon::Down => r##"<path d="m4.5 6.5 3.5 3.5 3.5-3.5"/>"##,
            Icon::Download => r##"<path d="M8 2.25v8M4.75 7.25 8 10.5l3.25-3.25M2.5 10.5v3h11v-3"/>"##,
            Icon::Edit => r##"<path d="M10.75 2.75 13.25 5.25 5.5 13H3v-2.5l7.75-7.75ZM9 4.5 11.5 7"/>"##,
            Icon::File => r##"<path d="M4 1.75h5l3.5 3.5v9H4v-12.5ZM9 1.75v3.5h3.5"/>"##,
            Icon::Filter => r##"<path d="M2.5 4h11M4.75 8h6.5M6.75 12h2.5"/>"##,
            Icon::Gauge => {
                r##"<path d="M2.2 11.5a6 6 0 1 1 11.6 0M8 10l2.75-3.5"/><circle cx="8" cy="10.25" r="1"/>"##
            }
            Icon::Gear => {
                r##"<circle cx="8" cy="8" r="2"/><path d="M8 1.75v2M8 12.25v2M1.75 8h2M12.25 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4"/>"##
            }
            Icon::Grid => {
                r##"<rect x="2.25" y="2.25" width="4.5" height="4.5" rx="1"/><rect x="9.25" y="2.25" width="4.5" height="4.5" rx="1"/><rect x="2.25" y="9.25" width="4.5" height="4.5" rx="1"/><rect x="9.25" y="9.25" width="4.5" height="4.5" rx="1"/>"##
            }
            Icon::Info => r##"<circle cx="8" cy="8" r="6.25"/><path d="M8 7.5V11M8 5v.01"/>"##,
            Icon::Invoice => {
                r##"<path d="M3.5 1.75h9v12.5l-1.5-1-1.5 1-1.5-1-1.5 1-1.5-1-1.5 1V1.75ZM6 5h4M6 7.5h4M6 10h2"/>"##
            }
            Icon::Key => r##"<circle cx="5.25" cy="10.75" r="2.75"/><path d="m7.25 8.75 6-6M11 5l2 2"/>"##,
            Icon::Keyboard => {
                r##"<rect x="1.75" y="4" width="12.5" height="8" rx="1.25"/><path d="M4.25 6.75v.01M6.75 6.75v.01M9.25 6.75v.01M11.75 6.75v.01M5.25 9.5h5.5"/>"##
            }
            Icon::Left => r##"<path d="M9.5 4.5 6 8l3.5 3.5"/>"##,
            Icon::Menu => r##"<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>"##,
            Icon::Minus => r##"<path d="M3.5 8h9"/>"##,
            Icon::Out => r##"<path d="M6.5 3.5h-3v9h9v-3M9 2.5h4.5V7M13.25 2.75 7.5 8.5"/>"##,
            Icon::Person => {
                r##"<circle cx="8" cy="5.5" r="2.75"/><path d="M2.75 14c.3-2.8 2.4-4.5 5.25-4.5s4.95 1.7 5.25 4.5"/>"##
            }
            Icon::Plus => r##"<path d="M8 3.5v9M3.5 8h9"/>"##,
            Icon::Queue => r##"<path d="M2.5 4h11M2.5 8h8M2.5 12h5"/>"##,
            Icon::Right => r##"<path d="m6.5 4.5 3.5 3.5-3.5 3.5"/>"##,
            Icon::Rules => {
                r##"<path d="M2.5 4h4M2.5 12h4M6.5 4c3 0 2 8 0 8M9.5 8h4M8.1 8h5.4M11.5 6l2 2-2 2"/>"##
            }
            Icon::Search => r##"<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3 3"/>"##,
            Icon::Server => {
                r##"<rect x="2.25" y="2.75" width="11.5" height="4.25" rx="1"/><rect x="2.25" y="9" width="11.5" height="4.25" rx="1"/><path d="M4.75 4.9v.01M4.75 11.1v.01"/>"##
            }
            Icon::Shield => {
                r##"<path d="M8 1.75 13 3.5v4c0 3.2-2 5.4-5 6.75C5 12.9 3 10.7 3 7.5v-4l5-1.75Z"/>"##
            }
            Icon::Skip => r##"<path d="M4 8h8"/>"##,
            Icon::Stop => {
                r##"<path d="M5.4 1.75h5.2l3.65 3.65v5.2l-3.65 3.65H5.4L1.75 10.6V5.4L5.4 1.75ZM5.5 8h5"/>"##
            }
            Icon::Theme => {
                r##"<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5v11a5.5 5.5 0 0 0 0-11Z" fill="currentColor"/>"##
            }
            Icon::Tick => r##"<path d="m3.5 8.5 3 3 6-7"/>"##,
            Icon::Trash => r##"<path d="M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9M6.75 7v4M9.25 7v4"/>"##,
            Icon::Undo => r##"<path d="M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6"/>"##,
            Icon::Upload => r##"<path d="M8 10.5v-8M4.75 5.5 8 2.25 11.25 5.5M2.5 10.5v3h11v-3"/>"##,
            Icon::Users => {
                r##"<circle cx="6" cy="5.5" r="2.5"/><path d="M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 3.2a2.5 2.5 0 0 1 0 4.6M12 9.8c1.6.5 2.5 1.8 2.5 3.7"/>"##
            }
            Icon::Warn => r##"<path d="M8 2.5 14.25 13.5H1.75L8 2.5ZM8 6.5v3M8 11.6v.01"/>"##,
        }
    }
}

impl Render for Icon {
    fn render(&self) -> Markup {
        let target = format!("#i-{}", self.name());
        html! { svg.i aria-hidden="true" { use href=(target) {} } }
    }
}

/// The shapes of the icons that `page` uses, to stand once in the page.
pub(crate) fn sprite(page: &str) -> Markup {
    const MARK: &str = "href=\"#i-";
    let names: BTreeSet<&str> =
        page.match_indices(MARK).filter_map(|(at, _)| page[at + MARK.len()..].split('"').next()).collect();
    html! {
        svg.visually-hidden aria-hidden="true" {
            @for icon in Icon::ALL.iter().filter(|icon| names.contains(icon.name())) {
                symbol id={ "i-" (icon.name()) } viewBox="0 0 16 16" {
                    (PreEscaped(icon.shape()))
                }
            }
        }
    }
}
