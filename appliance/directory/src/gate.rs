//! Who decides what is done with a password, each time before it is sent.
//!
//! Left out: how somebody decides.

/// What may be done with a password, once the directory has said whose login was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// The directory is asked whether it is right.
    Ask,
    /// The same steps are taken, but with a name that cannot exist: the person's account does not
    /// see the attempt, and the answer is a refusal.
    Pretend,
    /// Nothing more is asked.
    Stop,
}

/// Stands between what was typed and the directory.
///
/// It is asked before **each** password that is sent, and nothing is sent before it has answered: what
/// it counts is counted although whoever typed hangs up, or the directory does not answer in time. A
/// password that can be written in two ways may be sent twice (see [`crate::Directory::sign_in`]).
pub trait Gate: Send {
    /// Decides. `person` is the [`stable_id`](crate::SignedIn::stable_id) of the one entry that has
    /// this login, if there is one.
    fn passage(&mut self, person: Option<String>) -> impl Future<Output = Passage> + Send;
}

impl<P, F> Gate for P
where
    P: FnMut(Option<String>) -> F + Send,
    F: Future<Output = Passage> + Send,
{
    fn passage(&mut self, person: Option<String>) -> impl Future<Output = Passage> + Send {
        self(person)
    }
}
