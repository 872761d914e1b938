//! Writes the manager's OpenAPI document on standard output:
//! `cargo run -p licentia-manager --example openapi_manager > openapi/manager.json`

fn main() {
    print!("{}", licentia_manager::openapi_text());
}
