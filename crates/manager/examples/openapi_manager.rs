//! Writes the manager's OpenAPI document on standard output:
//! `cargo run -p licentia-manager --example openapi_manager > openapi/manager.json`

#![expect(clippy::print_stdout, reason = "standard output is the purpose of this program")]

fn main() {
    print!("{}", licentia_manager::openapi_text());
}
