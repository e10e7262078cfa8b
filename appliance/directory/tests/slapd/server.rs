//! A real OpenLDAP server on loopback ports, with its own configuration and data in a temporary
//! folder, ended by its process id.

use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::Authority;

const SLAPD: &str = "/usr/sbin/slapd";
const LDAPMODIFY: &str = "/usr/bin/ldapmodify";
const LDAPSEARCH: &str = "/usr/bin/ldapsearch";
pub(crate) const SUFFIX: &str = "dc=centre,dc=example";
pub(crate) const PASSWORD: &str = "fictitious pass phrase";
pub(crate) const SERVICE_PASSWORD: &str = "fictitious service";

pub(crate) struct Slapd {
    child: Child,
    pub(crate) plain_port: u16,
    pub(crate) tls_port: u16,
    _folder: tempfile::TempDir,
}

/// Two ports that were free a moment ago, held until both are known.
fn free_ports() -> (u16, u16) {
    let hold = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let (one, two) = (hold(), hold());
    (
        one.local_addr().unwrap().port(),
        two.local_addr().unwrap().port(),
    )
}

impl Slapd {
    /// Starts with these entries (LDIF) beside the base ones.
    pub(crate) fn start(authority: &Authority, people: &str) -> Self {
        assert!(
            Path::new(SLAPD).exists() && Path::new(LDAPMODIFY).exists(),
            "this test needs a real directory: install the Debian packages slapd and ldap-utils"
        );
        let folder = tempfile::tempdir().unwrap();
        let pair = authority.pair(&["127.0.0.1"], (-1, 2));
        std::fs::write(folder.path().join("server.pem"), pair.certificate).unwrap();
        std::fs::write(folder.path().join("server.key"), pair.key).unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let config = CONFIG
            .replace("{folder}", &folder.path().display().to_string())
            .replace("{ca}", &authority.file().display().to_string());
        std::fs::write(folder.path().join("slapd.conf"), config).unwrap();
        let mut ldif = std::fs::File::create(folder.path().join("data.ldif")).unwrap();
        write!(ldif, "{BASE_LDIF}\n{people}").unwrap();

        let loaded = Command::new("/usr/sbin/slapadd")
            .args(["-f", &at("slapd.conf"), "-l", &at("data.ldif")])
            .output()
            .unwrap();
        assert!(
            loaded.status.success(),
            "{}",
            String::from_utf8_lossy(&loaded.stderr)
        );

        let (plain_port, tls_port) = free_ports();
        let urls = format!("ldap://127.0.0.1:{plain_port} ldaps://127.0.0.1:{tls_port}");
        // With -d the server stays in the foreground, so its process is the child; setpriv
        // replaces itself with it, and has it ended even when this process is killed.
        let child = Command::new("/usr/bin/setpriv")
            .args(["--pdeathsig", "KILL", SLAPD])
            .args(["-f", &at("slapd.conf"), "-h", &urls, "-d", "none"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut slapd = Self {
            child,
            plain_port,
            tls_port,
            _folder: folder,
        };
        slapd.wait_until_it_listens();
        slapd
    }

    fn wait_until_it_listens(&mut self) {
        for _ in 0..600 {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.tls_port)).is_ok() {
                return;
            }
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "slapd ended at start: {ended:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("slapd does not listen");
    }

    /// Wrong passwords that the directory holds against an entry now (`pwdFailureTime`).
    pub(crate) fn failures(&self, dn: &str) -> usize {
        let found = Command::new(LDAPSEARCH)
            .env("LDAPTLS_REQCERT", "never")
            .args(["-x", "-LLL", "-H"])
            .arg(format!("ldaps://127.0.0.1:{}", self.tls_port))
            .args([
                "-D",
                &format!("cn=admin,{SUFFIX}"),
                "-w",
                "fictitious admin",
            ])
            .args(["-b", dn, "-s", "base", "(objectClass=*)", "pwdFailureTime"])
            .output()
            .unwrap();
        assert!(found.status.success(), "{found:?}");
        let text = String::from_utf8(found.stdout).unwrap();
        text.matches("pwdFailureTime: ").count()
    }

    /// Applies a change as the administrator.
    pub(crate) fn modify(&self, ldif: &str) {
        let mut command = Command::new(LDAPMODIFY)
            .env("LDAPTLS_REQCERT", "never")
            .args(["-x", "-H", &format!("ldaps://127.0.0.1:{}", self.tls_port)])
            .args([
                "-D",
                &format!("cn=admin,{SUFFIX}"),
                "-w",
                "fictitious admin",
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        command
            .stdin
            .take()
            .unwrap()
            .write_all(ldif.as_bytes())
            .unwrap();
        assert!(command.wait().unwrap().success());
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        // Kills this process by its id and nothing else.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const CONFIG: &str = r#"
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
moduleload memberof
pidfile {folder}/pid
argsfile {folder}/args
TLSCACertificateFile {ca}
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
# Passwords in clear are refused, and empty ones are accepted as anonymous: the trap is set.
security simple_bind=128
allow bind_anon_cred bind_anon_dn
database mdb
suffix "dc=centre,dc=example"
rootdn "cn=admin,dc=centre,dc=example"
rootpw "fictitious admin"
directory {folder}/data
overlay memberof
overlay ppolicy
ppolicy_default "cn=default,ou=policies,dc=centre,dc=example"
ppolicy_use_lockout
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="cn=doublelock,dc=centre,dc=example" read by * none
"#;

const BASE_LDIF: &str = "\
dn: dc=centre,dc=example
objectClass: domain
dc: centre

dn: ou=people,dc=centre,dc=example
objectClass: organizationalUnit
ou: people

dn: ou=groups,dc=centre,dc=example
objectClass: organizationalUnit
ou: groups

dn: ou=elsewhere,dc=centre,dc=example
objectClass: organizationalUnit
ou: elsewhere

dn: ou=policies,dc=centre,dc=example
objectClass: organizationalUnit
ou: policies

dn: cn=default,ou=policies,dc=centre,dc=example
objectClass: device
objectClass: pwdPolicy
cn: default
pwdAttribute: userPassword
pwdLockout: TRUE
pwdMaxFailure: 3
pwdLockoutDuration: 900
pwdMustChange: TRUE

dn: cn=graceful,ou=policies,dc=centre,dc=example
objectClass: device
objectClass: pwdPolicy
cn: graceful
pwdAttribute: userPassword
pwdMaxAge: 60
pwdGraceAuthNLimit: 3

dn: cn=doublelock,dc=centre,dc=example
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: doublelock
userPassword: fictitious service
";
