//! Tells Cargo that templates, words and files of ours are part of the program.

fn main() {
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=static");
}
