//! Routes of the auditor: the journal, one entry with its proof, the export.
//!
//! | module | what it does |
//! |---|---|
//! | [`list`] | the list, filtered, and what is shown of it as a table to take away |
//! | [`words`] | what a leaf says, in words |
//!
//! Leaves hold words of closed lists and opaque ids, so reading them is not an act. The
//! export holds leaves and checkpoints only: an auditor verifies what was done, and when,
//! without reading about anybody. That it left is an act.

mod list;
mod words;

use std::io::{BufWriter, Seek as _, Write as _};
use std::path::Path;

use doublelock_domain::access::{Auditor, Purpose};
use doublelock_domain::ids::hex;
use doublelock_ledger::BundleForm;
use doublelock_store::journal::{Inclusion, Standing};
use doublelock_store::{Error as StoreError, ReadUnit};
use rocket::http::{ContentType, Header};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use rocket::{Route, get, post, routes};

use crate::web::form::{Confirmed, ProtectedForm};
use crate::web::guard::On;
use crate::web::links;
use crate::web::pages::journal::{Entry, Proof};
use crate::web::problem::Problem;
use crate::web::reply::Html;
use list::file_name;
use words::{checkpoint, indented, number, records_of, says};

/// Address of the export; its answer may take long.
pub const EXPORT: &str = "/journal/export";

/// The routes.
pub fn routes() -> Vec<Route> {
    routes![list::journal, list::export_list, entry, export]
}

#[get("/journal/<number>")]
async fn entry(on: On<Auditor>, number: &str) -> Result<Html, Problem> {
    let number: u64 = number.parse().map_err(|_| Problem::NotFound)?;
    let page = on
        .read(Purpose::Audit, move |unit| read_entry(unit, number))
        .await?;
    on.page(&page)
}

#[post("/journal/export", data = "<_form>")]
async fn export(on: On<Auditor>, _form: ProtectedForm<Confirmed>) -> Result<Bundle, Problem> {
    let (name, data) = (
        file_name(&on, "jsonl"),
        on.office().config.storage.data.clone(),
    );
    on.write(Purpose::Audit, |unit| {
        unit.note_export(BundleForm::Leaves).map(drop)
    })
    .await?;
    let file = on
        .read(Purpose::Audit, move |unit| write_bundle(unit, &data))
        .await?;
    Ok(Bundle { name, file })
}

fn read_entry(unit: &mut ReadUnit<'_, Auditor>, sequence: u64) -> Result<Entry, StoreError> {
    let entry = unit.entry(sequence)?;
    let standing = unit.journal_standing()?;
    let proof = unit.inclusion_of(sequence)?;
    let said = unit.said(&records_of([entry.leaf.as_slice()]))?;
    Ok(Entry {
        no: number(sequence),
        says: says(&entry.leaf, entry.times, &said),
        leaf: indented(&entry.leaf),
        proof: proof.map(|found| proof_of(&found, &standing)),
        before: sequence.checked_sub(1).map(address),
        after: sequence
            .checked_add(1)
            .filter(|next| *next < standing.size)
            .map(address),
    })
}

fn proof_of(found: &Inclusion, standing: &Standing) -> Proof {
    Proof {
        leaf_hash: hex(&found.leaf_hash),
        path: found.path.iter().map(|hash| hex(hash)).collect(),
        checkpoint: checkpoint(&found.checkpoint, standing),
    }
}

fn address(sequence: u64) -> String {
    links::entry(sequence)
}

/// An exported journal: a file without a name, gone with its last reader.
struct Bundle {
    name: String,
    file: std::fs::File,
}

/// The bundle lies in the data directory, unlinked, and never whole in memory.
fn write_bundle(
    unit: &mut ReadUnit<'_, Auditor>,
    data: &Path,
) -> Result<std::fs::File, StoreError> {
    let full = |_| StoreError::Full;
    let mut out = BufWriter::new(tempfile::tempfile_in(data).map_err(full)?);
    unit.export_leaves(&mut out)?;
    out.flush().map_err(full)?;
    let mut file = out.into_inner().map_err(|_| StoreError::Full)?;
    file.rewind().map_err(full)?;
    Ok(file)
}

impl<'r> Responder<'r, 'static> for Bundle {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        Response::build()
            .header(ContentType::new("application", "x-ndjson"))
            .header(Header::new(
                "Content-Disposition",
                format!("attachment; filename=\"{}\"", self.name),
            ))
            .sized_body(None, rocket::tokio::fs::File::from_std(self.file))
            .ok()
    }
}
