//! A real, headless Chromium behind the driver that Debian ships with it.
//!
//! A page may be drawn anew between two looks at it, by a message of the server or because the next one arrives. So
//! whatever is looked for is looked for again, for as long as [`PATIENCE`] lasts, and what was found and is gone when it
//! is used is found again.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use thirtyfour::error::{WebDriverError, WebDriverErrorInner};
use thirtyfour::prelude::*;

use crate::{PATIENCE, needed};

/// The pause between two looks at a page.
const LOOK: Duration = Duration::from_millis(50);

/// A browser with its driver process. Dropping it ends both.
pub struct Browser {
    driver_process: DriverProcess,
    /// The session.
    pub driver: WebDriver,
    profile: tempfile::TempDir,
}

/// Ends with the value, also when the browser did not start.
struct DriverProcess(Child);

impl Browser {
    /// Starts driver and browser with a window of the given size, in CSS pixels.
    ///
    /// # Panics
    /// When they do not start.
    pub async fn start(width: u32, height: u32) -> Self {
        let (driver_process, port) = tokio::task::block_in_place(DriverProcess::start);
        let profile = tempfile::tempdir().unwrap();
        let mut wanted = DesiredCapabilities::chrome();
        wanted.set_binary(&needed("LICENTIA_BROWSER")).unwrap();
        let size_flag = format!("--window-size={width},{height}");
        for flag in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=en-GB",
            size_flag.as_str(),
        ] {
            wanted.add_arg(flag).unwrap();
        }
        let downloads = profile.path().join("downloads");
        std::fs::create_dir(&downloads).unwrap();
        let folder = serde_json::json!({"download.default_directory": downloads, "download.prompt_for_download": false});
        wanted.add_experimental_option("prefs", folder).unwrap();
        let url = format!("http://127.0.0.1:{port}");
        let (end, mut tries) = (Instant::now() + PATIENCE, 0);
        loop {
            // Each try has a profile of its own: one that did not come up may still hold its own.
            tries += 1;
            let mut wanted = wanted.clone();
            let folder = profile.path().join(format!("profile-{tries}"));
            wanted.add_arg(&format!("--user-data-dir={}", folder.display())).unwrap();
            match WebDriver::new(&url, wanted).await {
                Ok(driver) => return Self { driver_process, driver, profile },
                Err(error) => assert!(Instant::now() < end, "the browser does not start: {error}"),
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Goes to a page.
    ///
    /// # Panics
    /// When the browser cannot.
    pub async fn open(&self, url: &str) {
        self.driver.goto(url).await.unwrap();
    }

    /// Waits until the page shows all of these words: after a click the next page takes a moment.
    ///
    /// # Panics
    /// When it does not.
    pub async fn shows(&self, words: &[&str]) {
        let what = format!("the page shows {words:?}");
        self.reads("body", &what, |text| words.iter().all(|word| text.contains(word))).await;
    }

    /// Waits until the page's main part shows something, and not these words any more.
    ///
    /// # Panics
    /// When it goes on showing them.
    pub async fn shows_no_more(&self, words: &str) {
        // Between two pages there is no text at all.
        let what = format!("the page shows {words:?} no more");
        self.reads("main", &what, |text| !text.is_empty() && !text.contains(words)).await;
    }

    async fn reads(&self, part: &str, what: &str, right: impl Fn(&str) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            let text = match self.driver.find(By::Tag(part)).await {
                Ok(part) => part.text().await.unwrap_or_default(),
                Err(_) => String::new(),
            };
            if right(&text) {
                return;
            }
            assert!(Instant::now() < end, "still not: {what}; it reads {text}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// What a script returns.
    ///
    /// # Panics
    /// When it fails.
    pub async fn run(&self, script: &str) -> serde_json::Value {
        self.driver.execute(script, vec![]).await.unwrap().json().clone()
    }

    /// Waits until a script that only looks returns this.
    ///
    /// # Panics
    /// When it does not.
    pub async fn comes_to(&self, script: &str, wanted: &serde_json::Value) {
        let end = Instant::now() + PATIENCE;
        loop {
            // On the way from one page to the next no script can run.
            let last = self.driver.execute(script, vec![]).await.map(|made| made.json().clone());
            if last.as_ref().is_ok_and(|last| last == wanted) {
                return;
            }
            assert!(Instant::now() < end, "{script}: still {last:?} and not {wanted}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// The first element that a CSS selector finds.
    ///
    /// # Panics
    /// When there is none.
    pub async fn find(&self, selector: &str) -> WebElement {
        self.uses(&By::Css(selector), false, async |element| Ok(element)).await
    }

    /// Does something with the first element that is found and, if asked for, shown. What is in the way of it or gone
    /// when it is used is looked for again: nothing was done with it then.
    async fn uses<T>(
        &self,
        by: &By,
        displayed: bool,
        act: impl AsyncFn(WebElement) -> Result<T, WebDriverError>,
    ) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            let why = match self.first(by, displayed).await {
                Err(error) => error.to_string(),
                Ok(None) => "it is not there".to_owned(),
                Ok(Some(element)) => match act(element).await {
                    Ok(done) => return done,
                    Err(error) => match error.as_inner() {
                        WebDriverErrorInner::StaleElementReference(_)
                        | WebDriverErrorInner::ElementNotInteractable(_)
                        | WebDriverErrorInner::ElementClickIntercepted(_) => error.to_string(),
                        _ => panic!("{by:?}: {error}"),
                    },
                },
            };
            assert!(Instant::now() < end, "{by:?}: {why}");
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn first(&self, by: &By, displayed: bool) -> Result<Option<WebElement>, WebDriverError> {
        for element in self.driver.find_all(by.clone()).await? {
            if !displayed || element.is_displayed().await? {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    /// Waits for a file of that name to be saved.
    ///
    /// # Panics
    /// When it is not.
    pub async fn downloaded(&self, name: &str) -> PathBuf {
        self.saved(|saved| saved == name).await
    }

    /// The same for a file whose name ends so.
    ///
    /// # Panics
    /// When none is saved.
    pub async fn downloaded_ending(&self, end: &str) -> PathBuf {
        self.saved(|saved| saved.ends_with(end)).await
    }

    async fn saved(&self, wanted: impl Fn(&str) -> bool) -> PathBuf {
        let folder = self.profile.path().join("downloads");
        let end = Instant::now() + PATIENCE;
        loop {
            let files = std::fs::read_dir(&folder).unwrap().flatten();
            let names: Vec<_> = files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
            if let Some(name) = names.iter().find(|name| wanted(name)) {
                return folder.join(name);
            }
            assert!(Instant::now() < end, "no such file was saved, only {names:?}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Clicks the first element that a CSS selector finds.
    ///
    /// # Panics
    /// When there is none.
    pub async fn click(&self, selector: &str) {
        self.uses(&By::Css(selector), false, async |element| element.click().await).await;
    }

    /// Clicks in the middle of the first element that a CSS selector finds, whatever lies there, as a hand does.
    ///
    /// # Panics
    /// When there is none.
    pub async fn points_at(&self, selector: &str) {
        self.uses(&By::Css(selector), false, async |element| {
            self.driver.action_chain().move_to_element_center(&element).click().perform().await
        })
        .await;
    }

    /// Clicks the link or button that reads so.
    ///
    /// # Panics
    /// When there is none.
    pub async fn press(&self, words: &str) {
        let path = format!(
            "//*[self::a or self::button or self::summary][contains(normalize-space(.), \"{words}\")]"
        );
        self.uses(&By::XPath(&path), true, async |element| element.click().await).await;
    }

    /// Types into the field of that name, replacing what was there.
    ///
    /// # Panics
    /// When there is none.
    pub async fn fill(&self, name: &str, value: &str) {
        let selector = format!("[name=\"{name}\"]");
        self.uses(&By::Css(&selector), false, async |field| {
            if field.attr("type").await?.as_deref() != Some("file") {
                field.clear().await?;
            }
            field.send_keys(value).await
        })
        .await;
    }

    /// Chooses a password behind a one-time link, and is in.
    ///
    /// # Panics
    /// When the link shows no such form, or leads nowhere.
    pub async fn comes_in(&self, link: &str) {
        self.open(link).await;
        self.fill("password", "correct-horse-battery").await;
        self.leaves_by("main form button").await;
    }

    /// Comes in by a one-time link that asks for no password.
    ///
    /// # Panics
    /// When the link shows no button, or leads nowhere.
    pub async fn signs_in(&self, link: &str) {
        self.open(link).await;
        self.leaves_by("main form button").await;
    }

    /// Clicks what leads to another page, and waits until the browser is there: what the server says on the way, whose
    /// page it is from now on, has been heard then.
    async fn leaves_by(&self, selector: &str) {
        let before = self.driver.current_url().await.unwrap();
        self.click(selector).await;
        let end = Instant::now() + PATIENCE;
        while self.driver.current_url().await.is_ok_and(|now| now == before) {
            assert!(Instant::now() < end, "{selector} leads nowhere from {before}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Takes a picture into a file.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub async fn picture(&self, file: &std::path::Path) {
        self.driver.screenshot(file).await.unwrap();
    }

    /// Ends the session.
    pub async fn end(self) {
        let _ = self.driver.clone().quit().await;
        drop(self.driver_process);
    }
}

impl DriverProcess {
    /// Starts it on a port that it takes itself, and answers which.
    fn start() -> (Self, u16) {
        let mut process = Command::new(needed("LICENTIA_BROWSER_DRIVER"))
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let this = Self(process);
        let (mut said, mut line) = (String::new(), String::new());
        while out.read_line(&mut line).is_ok_and(|read| read > 0) {
            if let Some((_, port)) = line.trim().trim_end_matches('.').split_once("successfully on port ") {
                let port = port.parse().unwrap();
                std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
                return (this, port);
            }
            said.push_str(&line);
            line.clear();
        }
        panic!("the browser's driver ended: {said}");
    }
}

impl Drop for DriverProcess {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
