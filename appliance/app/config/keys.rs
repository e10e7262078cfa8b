//! Every setting, once.

/// What a setting must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One line of text.
    Text,
    /// A list of texts.
    List,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Truth,
    /// The path of a file that must exist and be readable, or `credential:NAME`.
    File,
    /// The path of a directory.
    Path,
}

/// Whether it may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Must be given.
    Required,
    /// May be left out and then means nothing.
    Optional,
    /// May be left out and then has this value (TOML).
    Default(&'static str),
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// Dotted TOML path.
    pub(super) path: &'static str,
    pub(super) kind: Kind,
    pub(super) need: Need,
    /// What it is, for the reference.
    pub(super) about: &'static str,
}

const fn key(path: &'static str, kind: Kind, need: Need, about: &'static str) -> Key {
    Key {
        path,
        kind,
        need,
        about,
    }
}

use Kind::{File, List, Number, Path, Text, Truth};
use Need::{Default, Optional, Required};

/// In the order of the reference.
pub(super) const KEYS: &[Key] = &[
    key(
        "centre.name",
        Text,
        Required,
        "Name of the coordination centre, on every page, letter and package.",
    ),
    key(
        "centre.hospital",
        Text,
        Required,
        "The affiliated hospital whose premises the appliance is in.",
    ),
    key(
        "centre.address",
        Text,
        Required,
        "Return address in one line; printed on labels.",
    ),
    key(
        "centre.phone",
        Text,
        Required,
        "Telephone that answers questions; on labels and error pages.",
    ),
    key(
        "centre.privacy_officer.name",
        Text,
        Required,
        "Person responsible for the protection of personal information (P-39.1 s. 3.1).",
    ),
    key(
        "centre.privacy_officer.title",
        Text,
        Required,
        "Title of that person.",
    ),
    key(
        "centre.privacy_officer.email",
        Text,
        Required,
        "Address of that person.",
    ),
    key(
        "centre.time_zone",
        Text,
        Default("\"America/Toronto\""),
        "IANA time zone of the site; statutory days are counted in it.",
    ),
    key(
        "centre.journal_origin",
        Text,
        Required,
        "Origin of the journal in its checkpoints, a name the site owns. Change it only to accept a restored database (`accept-restore`).",
    ),
    key(
        "web.listen",
        List,
        Default("[]"),
        "Addresses and ports of the web pages, e.g. `[\"0.0.0.0:443\"]`. Empty: the sockets come from systemd.",
    ),
    key(
        "web.host_names",
        List,
        Required,
        "Names browsers may ask for; anything else is answered 421.",
    ),
    key(
        "web.certificate",
        File,
        Required,
        "Certificate chain, PEM. Re-read on SIGHUP without dropping a connection.",
    ),
    key(
        "web.key",
        File,
        Required,
        "Private key of the certificate, PEM.",
    ),
    key(
        "dicom.listen",
        Text,
        Optional,
        "Address and port of the DICOM receiver, e.g. `0.0.0.0:11112`. Left out: the socket comes from systemd, or there is no receiver.",
    ),
    key(
        "dicom.called_ae",
        Text,
        Default("\"DOUBLELOCK\""),
        "Our AE title; a caller must use exactly this one.",
    ),
    key(
        "dicom.callers",
        List,
        Default("[]"),
        "Who may call: `AETITLE@address[,address…]`. Empty: nobody.",
    ),
    key(
        "dicom.max_object_bytes",
        Number,
        Default("1073741824"),
        "Largest object accepted, in bytes. 1 GiB is several times the largest of radiology (a breast tomosynthesis); one that is longer is refused with A700 before it fills the disk. Raise it for whole-slide pathology.",
    ),
    key(
        "directory.urls",
        List,
        Required,
        "Staff directory: `ldaps://host:636` or `ldap://host:389`, tried in turn. A server that hangs, is busy or points elsewhere is given up for the next one until a person's password was sent to it, never after; it is tried last for a minute.",
    ),
    key(
        "directory.start_tls",
        Truth,
        Default("true"),
        "StartTLS on `ldap://`. Without it, `ldap://` is taken for a literal loopback address only (`127.0.0.1`, `[::1]`).",
    ),
    key(
        "directory.ca",
        File,
        Required,
        "Certificates of the authorities that sign the directory's certificate, PEM; not a key.",
    ),
    key(
        "directory.bind_dn",
        Text,
        Required,
        "DN of the account that searches the directory.",
    ),
    key(
        "directory.bind_password",
        File,
        Required,
        "File (or credential) with that account's password.",
    ),
    key("directory.user_base", Text, Required, "Where people are."),
    key(
        "directory.user_filter",
        Text,
        Default("\"(&(objectClass=inetOrgPerson)(uid={login}))\""),
        "Filter that finds one person; `{login}` stands for the escaped user name.",
    ),
    key("directory.group_base", Text, Required, "Where groups are."),
    key(
        "directory.groups",
        Text,
        Default("\"walk\""),
        "How nested groups are found: `active_directory`, `walk` or `member_of`.",
    ),
    key(
        "directory.password_policy",
        Text,
        Optional,
        "OpenLDAP: DN of the policy that holds where an entry names none (`ppolicy_default`), which the directory tells nobody. Left out: a password that grew too old ends a session only where the entry names its policy; a new sign-in is refused in any case.",
    ),
    key(
        "directory.duties.coordination",
        List,
        Default("[]"),
        "Full DNs of groups whose members open and run cases.",
    ),
    key(
        "directory.duties.custody",
        List,
        Default("[]"),
        "Full DNs of groups whose members handle films, parcels and the archive.",
    ),
    key(
        "directory.duties.imaging",
        List,
        Default("[]"),
        "Full DNs of groups whose members receive and attach studies.",
    ),
    key(
        "directory.duties.privacy",
        List,
        Default("[]"),
        "Full DNs of groups whose members answer privacy requests.",
    ),
    key(
        "directory.duties.operator",
        List,
        Default("[]"),
        "Full DNs of groups whose members keep the appliance running; they open no record.",
    ),
    key(
        "directory.duties.auditor",
        List,
        Default("[]"),
        "Full DNs of groups whose members read the journal; they open no record.",
    ),
    key(
        "storage.data",
        Path,
        Required,
        "Directory of everything the appliance writes.",
    ),
    key(
        "storage.database_url",
        Text,
        Optional,
        "File (or credential) holding a `postgres://…` URL. Left out: SQLite in the data directory.",
    ),
    key(
        "storage.master_key",
        File,
        Required,
        "File (or credential) with the 32-byte master key that wraps the vault's key.",
    ),
    key(
        "storage.floor_bytes",
        Number,
        Default("1073741824"),
        "Free bytes below which nothing more is taken in.",
    ),
    key(
        "storage.reread_rate",
        Number,
        Default("20971520"),
        "Most bytes in a second when objects of the vault are read again (1 MiB to 1 TiB); a tenth of it while something arrives.",
    ),
    key(
        "sessions.idle_minutes",
        Number,
        Default("15"),
        "A session ends after this long without a request (5 to 30).",
    ),
    key(
        "sessions.absolute_minutes",
        Number,
        Default("720"),
        "A session ends this long after sign-in (60 to 720).",
    ),
    key(
        "sessions.recheck_minutes",
        Number,
        Default("4"),
        "The directory is asked again after this long (1 to 4), so that a disabled person is out within 5 minutes.",
    ),
    key(
        "sign_in.window_minutes",
        Number,
        Default("15"),
        "Time over which wrong passwords count (5 to 1440). At least as long as the directory's own (`pwdFailureCountInterval`, or Active Directory's \"reset account lockout counter after\").",
    ),
    key(
        "sign_in.tries_per_account",
        Number,
        Default("5"),
        "Wrong passwords for one person, in that time, from places they never signed in from (2 to 50). One that can be written in two ways (`é`, or `e` and an accent) is sent in both and counts twice. **Keep this and `tries_per_pair` together below the directory's own lock-out** (`pwdMaxFailure`, or Active Directory's lockout threshold): then no outsider can lock a person out of the directory.",
    ),
    key(
        "sign_in.tries_per_pair",
        Number,
        Default("4"),
        "Wrong passwords for one person from one such place, and from all the places known for them together (1 to 20, at most `tries_per_account`).",
    ),
    key(
        "sign_in.tries_per_address",
        Number,
        Default("30"),
        "Wrong passwords from one address (IPv6: one /64), whoever is meant (5 to 1000).",
    ),
    key(
        "jobs.checkpoint",
        Text,
        Default("\"0 0 * * * *\""),
        "When a checkpoint is signed: cron with seconds, UTC.",
    ),
    key(
        "jobs.verify",
        Text,
        Default("\"0 30 7 * * *\""),
        "When the journal is verified: what is new, and all of it once a week. Cron with seconds, UTC.",
    ),
    key(
        "jobs.overdue",
        Text,
        Default("\"0 5 * * * *\""),
        "When overdue parcels and requests are marked: cron with seconds, UTC.",
    ),
    key(
        "jobs.reread",
        Text,
        Default("\"0 30 5 * * *\""),
        "When objects of the vault are read again and held against the journal: what nobody has read for 20 days, for 5 hours at most. Cron with seconds, UTC.",
    ),
    key(
        "jobs.remove",
        Text,
        Default("\"0 20 * * * *\""),
        "When the bytes of condemned objects are removed from the vault. Cron with seconds, UTC.",
    ),
    key(
        "jobs.compare",
        Text,
        Default("\"0 0 8 * * *\""),
        "When the tables are compared with the journal: records touched since the day before, and a seventh of the rest. Cron with seconds, UTC.",
    ),
    key(
        "privacy.laws",
        List,
        Default("[\"qc_r22_1\", \"qc_p39_1\"]"),
        "Laws that set the clock of an access request: `qc_r22_1`, `qc_p39_1`, `ca_pipeda`. Of several, the strictest rules.",
    ),
];
