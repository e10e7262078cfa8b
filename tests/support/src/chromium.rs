//! A real browser for tests: headless Chromium, driven by chromedriver over WebDriver.
//!
//! [`Chromium::start`] answers nothing when there is no chromedriver on this machine, after
//! a line `skipped: REASON`; in CI, where nothing may be skipped, it fails instead.
//!
//! Pages are looked at on screens of any size and in either theme without another browser
//! or another load ([`Chromium::screen`]), and worked with keys only, as a person or a
//! barcode reader does ([`Chromium::keys`]): there is no way to click.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// Enter, as WebDriver writes it.
pub const ENTER: char = '\u{e007}';
/// Tab, as WebDriver writes it.
pub const TAB: char = '\u{e004}';

/// No network of its own, no first-run pages, and no sandbox: CI runs as root.
const ARGUMENTS: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
    // A camera that shows a moving pattern, and is allowed.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
];

/// A bare Debian shows everything in DejaVu, which is a tenth wider than what people have.
const FONTS: &str = "<?xml version=\"1.0\"?><fontconfig>
<include ignore_missing=\"yes\">/etc/fonts/fonts.conf</include>
<match><test name=\"family\"><string>sans-serif</string></test>
<edit name=\"family\" mode=\"prepend\" binding=\"strong\"><string>Inter</string></edit></match>
<match><test name=\"family\"><string>system-ui</string></test>
<edit name=\"family\" mode=\"prepend\" binding=\"strong\"><string>Inter</string></edit></match>
</fontconfig>";

/// Longest wait for one answer of the browser to a script.
const SCRIPT: Duration = Duration::from_mins(1);

/// A running browser with one window and a profile of its own, whose person reads French.
/// Ends with its value.
pub struct Chromium {
    client: Client,
    driver: Driver,
    _profile: tempfile::TempDir,
}

/// A piece of a screen as the layout knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Dots per CSS pixel.
    pub density: u32,
    /// The person's system is set to dark.
    pub dark: bool,
}

impl Screen {
    /// A light screen of that width, 800 pixels high.
    pub const fn light(width: u32) -> Self {
        Self {
            width,
            height: 800,
            density: 1,
            dark: false,
        }
    }
}

impl Chromium {
    /// Starts a browser, or says why there is none.
    pub async fn start() -> Option<Self> {
        let profile = tempfile::Builder::new()
            .prefix("doublelock-chromium-")
            .tempdir()
            .unwrap();
        let fonts = profile.path().join("fonts.conf");
        std::fs::write(&fonts, FONTS).unwrap();
        let Some(mut driver) = Driver::start(&fonts) else {
            skip("chromedriver is not here");
            return None;
        };
        let mut arguments: Vec<String> = ARGUMENTS.map(str::to_owned).into();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let Value::Object(capabilities) = json!({
            "acceptInsecureCerts": true,
            "unhandledPromptBehavior": "ignore",
            "timeouts": { "script": u64::try_from(SCRIPT.as_millis()).unwrap() },
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "args": arguments,
                "prefs": { "intl.accept_languages": "fr-CA,fr" },
            },
        }) else {
            unreachable!()
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.url())
            .await
            .expect("chromedriver is here, but it could not start Chromium");
        driver.session = client.session_id().await.unwrap();
        let chromium = Self {
            client,
            driver,
            _profile: profile,
        };
        chromium.screen(Screen::light(1280)).await;
        Some(chromium)
    }

    /// Loads a page.
    pub async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// The address of the page that is shown, without scheme and host.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        url.query().map_or_else(
            || url.path().to_owned(),
            |query| format!("{}?{query}", url.path()),
        )
    }

    /// The window takes this size and theme; the page is laid out anew, not loaded anew.
    /// Motion is reduced, so that what is seen is what stays.
    pub async fn screen(&self, screen: Screen) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": screen.width, "height": screen.height, "deviceScaleFactor": screen.density, "mobile": false }),
        )
        .await;
        let theme = if screen.dark { "dark" } else { "light" };
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [
                { "name": "prefers-color-scheme", "value": theme },
                { "name": "prefers-reduced-motion", "value": "reduce" },
            ] }),
        )
        .await;
    }

    /// Pages loaded from now on run no script of theirs.
    pub async fn without_scripts(&self) {
        self.devtools(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": true }),
        )
        .await;
    }

    /// This script runs on every page from the next on, before the page's own.
    pub async fn on_every_page(&self, script: &str) {
        self.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": script }),
        )
        .await;
    }

    /// Keys go to whatever has the focus, each pressed and released, as fast as a reader
    /// types.
    pub async fn keys(&self, keys: &str) {
        let mut actions = KeyActions::new("reader".into());
        for value in keys.chars() {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await.unwrap();
    }

    /// The answer of a script body (`return …;`) that runs in the page.
    pub async fn script(&self, body: &str) -> Value {
        self.client.execute(body, Vec::new()).await.unwrap()
    }

    /// The answer that a script body gives to the function that is its last argument.
    pub async fn script_later(&self, body: &str) -> Value {
        self.client.execute_async(body, Vec::new()).await.unwrap()
    }

    /// The text that a person reads in the first element `selector` finds; nothing when
    /// there is none.
    pub async fn words(&self, selector: &str) -> Option<String> {
        let body =
            "const found = document.querySelector(arguments[0]); return found && found.innerText;";
        let answer = self
            .client
            .execute(body, vec![json!(selector)])
            .await
            .unwrap();
        answer
            .as_str()
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Waits until a script body answers true; fails after ten seconds, saying `what`.
    pub async fn until(&self, what: &str, body: &str) {
        for _ in 0..200 {
            // Between two pages there is nothing that could answer.
            if let Ok(Value::Bool(true)) = self.client.execute(body, Vec::new()).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let page = self
            .client
            .current_url()
            .await
            .map(|url| url.path().to_owned());
        panic!("waited in vain for {what} on {page:?}");
    }

    /// The errors that the console holds since it was last asked: of scripts, refusals of
    /// the content security policy, files that did not come.
    pub async fn complaints(&self) -> Vec<String> {
        let answer = self.client.issue_cmd(Own::log()).await.unwrap();
        let entries = answer.as_array().unwrap();
        let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| format!("{}: {}", text(entry, "source"), text(entry, "message")))
            .collect()
    }

    /// The text of an alert that stands open, if any.
    pub async fn alert(&self) -> Option<String> {
        self.client.get_alert_text().await.ok()
    }

    /// A picture (PNG) of the whole page at the present width.
    pub async fn picture(&self) -> Vec<u8> {
        let parameters = json!({ "format": "png", "captureBeyondViewport": true });
        let answer = self.devtools("Page.captureScreenshot", parameters).await;
        openssl::base64::decode_block(answer["data"].as_str().unwrap()).unwrap()
    }

    /// A command of the Chrome DevTools Protocol, and its answer.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let issued = self
            .client
            .issue_cmd(Own::devtools(command, &parameters))
            .await;
        issued.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Signs off. Without it the browser ends all the same, when its value does.
    pub async fn close(mut self) {
        self.driver.session = None;
        self.client.close().await.unwrap();
    }
}

/// A test that cannot run says so; in CI that is a failure.
pub fn skip(reason: &str) {
    #[expect(clippy::print_stdout, reason = "tests/run reads this line")]
    {
        println!("skipped: {reason}");
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "in CI nothing may be skipped: {reason}"
    );
}

/// Commands that chromedriver has besides the standard's.
#[derive(Debug)]
struct Own {
    path: &'static str,
    body: Value,
}

impl Own {
    fn devtools(command: &str, parameters: &Value) -> Self {
        Self {
            path: "goog/cdp/execute",
            body: json!({ "cmd": command, "params": parameters }),
        }
    }

    fn log() -> Self {
        Self {
            path: "se/log",
            body: json!({ "type": "browser" }),
        }
    }
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

/// The process that starts and drives the browser.
struct Driver {
    process: Child,
    port: u16,
    session: Option<String>,
}

impl Driver {
    /// Nothing when the program is not here. It picks a free port of loopback itself and
    /// says which.
    fn start(fonts: &Path) -> Option<Self> {
        let program =
            std::env::var_os("DOUBLELOCK_CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut process = Command::new(program)
            .arg("--port=0")
            .env("FONTCONFIG_FILE", fonts)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        let port = loop {
            line.clear();
            assert_ne!(
                said.read_line(&mut line).unwrap(),
                0,
                "chromedriver ended at once"
            );
            if let Some((_, port)) = line
                .trim_end()
                .trim_end_matches('.')
                .rsplit_once("on port ")
                && line.contains("successfully")
            {
                break port.parse().unwrap();
            }
        };
        // It writes little, but must never wait for somebody to read it.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Some(Self {
            process,
            port,
            session: None,
        })
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends the browser of a test that failed: chromedriver, once killed, would leave it.
    fn end_session(&self) -> std::io::Result<()> {
        let Some(session) = &self.session else {
            return Ok(());
        };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(
            stream,
            "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        )?;
        // The answer's first byte says that it was done.
        stream.read_exact(&mut [0])
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Nothing here may fail a test, least of all one that has failed already.
        let _ = self.end_session();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
