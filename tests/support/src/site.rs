//! A hospital whose appliance is the real program, started from its configuration: `doublelock
//! serve --config FILE`, as systemd starts it.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::sync::Arc;

use doublelock::demo::browser::Browser;
use doublelock::demo::centre::DemoCentre;
use doublelock::demo::people;
use doublelock::machine::{MachineClock, MachineEntropy};
use doublelock_domain::access::DutyName;

/// A hospital with a directory, certificates and a key, and a configuration that names them.
pub struct Site {
    /// Where all of it is.
    pub home: tempfile::TempDir,
    /// Its directory and certificates.
    pub hospital: DemoCentre,
    /// Where the appliance keeps its data.
    pub data: PathBuf,
    /// What its programs find in their environment besides.
    pub environment: Vec<(&'static str, OsString)>,
    program: PathBuf,
}

impl Site {
    /// A new one, for this `doublelock` binary.
    pub async fn of(program: &str) -> Self {
        let home = tempfile::Builder::new()
            .prefix("doublelock-serve-")
            .tempdir()
            .unwrap();
        let hospital = DemoCentre::prepare(
            &home.path().join("hospital"),
            None,
            Arc::new(MachineClock::start()),
            Arc::new(MachineEntropy),
        )
        .await
        .unwrap();
        let site = Self {
            data: home.path().join("data"),
            home,
            hospital,
            environment: Vec::new(),
            program: program.into(),
        };
        site.configure("[\"127.0.0.1:0\"]", "listen = \"127.0.0.1:0\"", "");
        site
    }

    /// The path of what is called that in its folder.
    pub fn at(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The data directory.
    pub fn data(&self) -> PathBuf {
        self.data.clone()
    }

    /// The configuration.
    pub fn file(&self) -> PathBuf {
        self.at("doublelock.toml")
    }

    /// Writes the configuration. `more` goes at its end.
    pub fn configure(&self, web: &str, dicom: &str, more: &str) {
        let config = &self.hospital.config;
        let directory = &config.directory;
        let mut text = format!(
            r#"
[centre]
name = "Centre de coordination du Fleuve"
hospital = "Hôpital du Fleuve"
address = "1, rue du Fleuve, Montréal (Québec)  H2X 0A1"
phone = "514 555-0100"
journal_origin = "journal.fleuve.example"
[centre.privacy_officer]
name = "Marc Gagnon"
title = "Responsable de la protection des renseignements personnels"
email = "vie-privee@fleuve.example"
[web]
listen = {web}
host_names = ["localhost"]
certificate = "{certificate}"
key = "{key}"
[dicom]
{dicom}
callers = ["TOUR@127.0.0.1"]
[directory]
urls = ["{url}"]
ca = "{ca}"
bind_dn = "{bind_dn}"
bind_password = "{bind_password}"
user_base = "{user_base}"
user_filter = "{user_filter}"
group_base = "{group_base}"
[directory.duties]
"#,
            certificate = config.web.certificate.display(),
            key = config.web.key.display(),
            url = directory.urls[0],
            ca = directory.ca.display(),
            bind_dn = directory.bind_dn,
            bind_password = directory.bind_password.display(),
            user_base = directory.user_base,
            user_filter = directory.user_filter,
            group_base = directory.group_base,
        );
        for duty in DutyName::OF_PEOPLE {
            writeln!(text, "{duty} = [\"{}\"]", people::duty_group(*duty)).unwrap();
        }
        write!(
            text,
            "[storage]\ndata = \"{}\"\nmaster_key = \"{}\"\nfloor_bytes = 0\n{more}",
            self.data.display(),
            config.storage.master_key.display(),
        )
        .unwrap();
        std::fs::write(self.file(), text).unwrap();
    }

    /// Who holds one duty holds another too.
    pub fn gives(&self, duty: DutyName, to_whom_holds: DutyName) {
        let text = std::fs::read_to_string(self.file()).unwrap();
        let both = format!("\", \"{}\"]", people::duty_group(to_whom_holds));
        let text: Vec<String> = text
            .lines()
            .map(|line| match line.strip_suffix("\"]") {
                Some(start) if line.starts_with(&format!("{duty} = ")) => format!("{start}{both}"),
                _ => line.to_owned(),
            })
            .collect();
        std::fs::write(self.file(), text.join("\n")).unwrap();
    }

    /// The program with these words, and the configuration.
    pub fn runs(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).arg("--config").arg(self.file());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// `doublelock serve`.
    pub fn command(&self) -> Command {
        self.runs(&["serve"])
    }

    /// Starts it and waits until it says that it answers.
    pub fn serve(&self) -> Served {
        Served::started(self.command(), &self.at("log"))
    }

    /// Starts it where it must refuse; what it said.
    pub fn refused(&self) -> String {
        let Output { status, stderr, .. } = self.command().output().unwrap();
        assert!(!status.success());
        String::from_utf8(stderr).unwrap()
    }

    /// A command for which two people sign in, with what they type: its exit status and all it
    /// said.
    pub fn with_two_people(&self, command: &[&str], typed: &str) -> (Option<i32>, String) {
        use std::io::Write as _;

        let mut child = self
            .runs(&[command, &["--authority", "CAI:2026-114"]].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut answers = child.stdin.take().unwrap();
        // One that the power left does not hear it.
        let _ = answers.write_all(typed.as_bytes());
        drop(answers);
        let Output {
            status,
            stdout,
            stderr,
        } = child.wait_with_output().unwrap();
        let said = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (status.code(), said.concat())
    }

    /// A browser of nobody in particular.
    pub fn browser(&self, served: &Served) -> Browser {
        Browser::new(served.web, &self.hospital.authority).unwrap()
    }

    /// What the stranger says of its records, where they lie in the data directory.
    pub fn is_whole(&self) -> bool {
        let request = doublelock_verify::Request {
            path: self.data(),
            ..Default::default()
        };
        let report = doublelock_verify::verify(&request).unwrap();
        report.is_whole() && report.entries > 0
    }
}

/// The program while it serves; ended if the test fails.
pub struct Served {
    child: Child,
    out: BufReader<ChildStdout>,
    log: PathBuf,
    /// Where its pages are.
    pub web: SocketAddr,
    /// Where its DICOM receiver is.
    pub dicom: Option<SocketAddr>,
}

impl Served {
    /// Starts it and waits until it says that it answers.
    pub fn started(command: Command, log: &Path) -> Self {
        let mut served = Self::spawned(command, log);
        served.wait_until_ready();
        served
    }

    /// Starts it.
    pub fn spawned(mut command: Command, log: &Path) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(log).unwrap())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            out,
            log: log.to_owned(),
            web: SocketAddr::from(([127, 0, 0, 1], 0)),
            dicom: None,
        }
    }

    /// Its next line.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line
    }

    /// `ready https://localhost:PORT dicom ADDRESS AE`.
    pub fn wait_until_ready(&mut self) {
        let line = self.line();
        let words: Vec<&str> = line.split_whitespace().collect();
        let ["ready", web, rest @ ..] = words.as_slice() else {
            panic!("{line}{}", self.logged());
        };
        let port = web.strip_prefix("https://localhost:").unwrap();
        self.web.set_port(port.parse().unwrap());
        if let ["dicom", address, "DOUBLELOCK"] = rest {
            self.dicom = Some(address.parse().unwrap());
        }
    }

    /// What it logged so far.
    pub fn logged(&self) -> String {
        let mut text = Vec::new();
        let mut file = std::fs::File::open(&self.log).unwrap();
        file.read_to_end(&mut text).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Sends it a signal.
    pub fn told(&self, signal: &str) {
        let told = Command::new("kill")
            .args(["-s", signal, &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(told.success());
    }

    /// Whether it has ended already.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Ends it as a kill does.
    pub fn killed(mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }

    /// Stops it as systemd does.
    pub fn stopped(mut self) -> ExitStatus {
        self.told("TERM");
        self.child.wait().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Nothing to do for one that has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What somebody types to sign in at the machine.
pub fn typed(who: people::StaffMember) -> String {
    format!("{}\n{}\n", who.login, who.password)
}
