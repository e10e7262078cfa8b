//! Tells Cargo that the migrations are part of the program.
#![expect(clippy::print_stdout, reason = "how a build script speaks to Cargo")]

fn main() {
    println!("cargo:rerun-if-changed=../../diesel_migrations");
}
