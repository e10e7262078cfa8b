//! Pure rules of the second-opinion centre.
//!
//! **Nothing here reads the time, draws a random number, opens a file, speaks to a
//! network or knows a database.** Time and chance come in as arguments
//! ([`time::Clock`], [`time::Entropy`]); results go out as values; refusals are
//! values too ([`refusal::Refusal`]).
//!
//! | module | what it rules |
//! |---|---|
//! | [`time`] | instants, civil dates, the site's zone |
//! | [`ids`] | opaque record ids, human references |
//! | [`label`] | the printed identifier `DI 1234 5678 12` and its check characters |
//! | [`access`] | duties, purposes, actors, warrants |
//! | [`act`] | the closed list of acts the journal knows |
//! | [`fact`] | what the journal keeps of each act: typed, versioned, complete |
//! | [`case`] | a second-opinion case and its patient |
//! | [`custody`] | articles, shipments, places, double lock, the scan station |
//! | [`exam`] | the exams that a case waits for, and what came of them |
//! | [`guessing`] | how often a password may be tried |
//! | [`identity`] | is this the same person: names, birth dates, and why not |
//! | [`imaging`] | what became of received studies and objects, and whose they are |
//! | [`erasure`] | erasing a record: who may, and what stands in the way |
//! | [`object`] | objects of the vault |
//! | [`pacing`] | how much of the journal refusals may fill |
//! | [`patient`] | whom a new case is about; records of one person, cases of another |
//! | [`privacy`] | requests and their statutory clocks |
//! | [`restore`] | who may accept a database that was put back |
//! | [`schedule`] | when a job is due |
//! | [`session`] | when a sign-in session ends |
//! | [`text_enum`](mod@text_enum) | closed lists that are stored as text |

pub mod access;
pub mod act;
pub mod case;
pub mod custody;
pub mod erasure;
pub mod exam;
pub mod fact;
pub mod guessing;
pub mod identity;
pub mod ids;
pub mod imaging;
pub mod label;
pub mod object;
pub mod pacing;
pub mod patient;
pub mod privacy;
pub mod refusal;
pub mod restore;
pub mod schedule;
pub mod session;
pub mod text_enum;
pub mod time;
pub mod typed;
