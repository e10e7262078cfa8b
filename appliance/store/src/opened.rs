//! The proof that a record was opened. Opening one is each desk's; that it was is written down by
//! [`crate::Sight`].

use std::marker::PhantomData;

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

impl<T> Opened<'_, T> {
    /// Wraps `record`; that it was opened has been noted.
    pub(crate) const fn new(record: T) -> Self {
        Self {
            record,
            of: PhantomData,
        }
    }

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
