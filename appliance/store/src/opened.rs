//! Opening a record, and the proof that it was. What is read of it is each desk's.

use std::marker::PhantomData;

use diesel::prelude::*;
use doublelock_domain::access::{Duty, Relation};
use doublelock_domain::fact::Subject;
use doublelock_domain::fact::cases::RecordOpened;

use crate::error::{Error, Result};
use crate::schema::privacy::privacy_request;
use crate::unit::Sight;

/// A record that was opened: it exists, this warrant may see it, and the journal says that it
/// was opened before anybody gets to see it. Only the store makes one, so a function that takes
/// `&Opened<Case>` cannot be called with an id that nobody looked up.
///
/// It is bound to the look or the unit that opened it, `'unit`: no other takes it, and it cannot
/// be carried out of there. What a page shows of it is taken out by [`Opened::shown`], and opens
/// nothing any more.
///
/// ```
/// # use doublelock_domain::access::{Coordination, Warrant};
/// # use doublelock_domain::ids::CaseId;
/// # use doublelock_store::{Error, Store};
/// # fn page(store: &Store, warrant: &Warrant<Coordination>, id: &CaseId) -> Result<(), Error> {
/// let case = store.witness(warrant, |sight| Ok(sight.open(id)?.shown()))?;
/// # Ok(())
/// # }
/// ```
/// ```compile_fail
/// # use doublelock_domain::access::{Coordination, Warrant};
/// # use doublelock_domain::ids::CaseId;
/// # use doublelock_store::{Error, Store};
/// # fn page(store: &Store, warrant: &Warrant<Coordination>, id: &CaseId) -> Result<(), Error> {
/// let case = store.witness(warrant, |sight| Ok(sight.open(id)?))?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Opened<'unit, T> {
    record: T,
    of: PhantomData<fn(&'unit ()) -> &'unit ()>,
}

impl<'unit, T> Opened<'unit, T> {
    /// Opens `record`, which `opening` names: if the warrant reaches it, and it is to be written
    /// down before anybody gets to see it. One that the warrant does not reach is not found, like
    /// one that is not there.
    pub(crate) fn by<D: Duty>(
        sight: &mut Sight<'unit, D>,
        opening: RecordOpened,
        record: T,
    ) -> Result<Self> {
        for relation in sight.warrant().relations().to_vec() {
            if !is_within(sight, &relation, &opening.record)? {
                return Err(Error::NotFound);
            }
        }
        sight.note(opening);
        Ok(Self {
            record,
            of: PhantomData,
        })
    }
}

impl<T> Opened<'_, T> {
    /// What a page shows.
    pub fn shown(self) -> T {
        self.record
    }
}

impl<T> std::ops::Deref for Opened<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.record
    }
}

/// True if a record is what a relation says.
fn is_within<D: Duty>(
    sight: &mut Sight<'_, D>,
    relation: &Relation,
    record: &Subject,
) -> Result<bool> {
    match relation {
        Relation::OfRequest(reference) => {
            let found: Option<(String, String)> = privacy_request::table
                .filter(privacy_request::reference.eq(reference.to_string()))
                .select((privacy_request::id, privacy_request::case_id))
                .first(sight.conn())
                .optional()?;
            Ok(match (found, record) {
                (Some((request, _)), Subject::Request(id)) => request == id.as_str(),
                (Some((_, case)), Subject::Case(id)) => case == id.as_str(),
                _ => false,
            })
        }
    }
}
