//! A real, headless Chromium behind the driver that Debian ships with it.

use crate::needed;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use thirtyfour::prelude::*;

/// A browser with its driver process. Dropping it ends both.
pub struct Browser {
    driver_process: Child,
    /// The session.
    pub driver: WebDriver,
    profile: tempfile::TempDir,
}

impl Browser {
    /// Starts driver and browser with a window of the given size, in CSS pixels.
    ///
    /// # Panics
    /// When they do not start.
    pub async fn start(width: u32, height: u32) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let driver_process = Command::new(needed("LICENTIA_BROWSER_DRIVER"))
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let profile = tempfile::tempdir().unwrap();
        let mut wanted = DesiredCapabilities::chrome();
        wanted.set_binary(&needed("LICENTIA_BROWSER")).unwrap();
        let profile_flag = format!("--user-data-dir={}", profile.path().display());
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
            profile_flag.as_str(),
            size_flag.as_str(),
        ] {
            wanted.add_arg(flag).unwrap();
        }
        let downloads = profile.path().join("downloads");
        std::fs::create_dir(&downloads).unwrap();
        let folder = serde_json::json!({"download.default_directory": downloads, "download.prompt_for_download": false});
        wanted.add_experimental_option("prefs", folder).unwrap();
        let url = format!("http://127.0.0.1:{port}");
        let mut last = None;
        for _ in 0..100 {
            match WebDriver::new(&url, wanted.clone()).await {
                Ok(driver) => return Self { driver_process, driver, profile },
                Err(error) => last = Some(error),
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the browser did not start within ten seconds: {last:?}");
    }

    /// Goes to a page.
    ///
    /// # Panics
    /// When the browser cannot.
    pub async fn open(&self, url: &str) {
        self.driver.goto(url).await.unwrap();
    }

    /// Waits, ten seconds at most, until the page shows all of these words: after a click the next page takes a moment.
    ///
    /// # Panics
    /// When it does not.
    pub async fn shows(&self, words: &[&str]) {
        let mut text = String::new();
        for _ in 0..200 {
            if let Ok(body) = self.driver.find(By::Tag("body")).await {
                text = body.text().await.unwrap_or_default();
            }
            if words.iter().all(|word| text.contains(word)) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the page does not show {words:?}: {text}");
    }

    /// The first element that a CSS selector finds.
    ///
    /// # Panics
    /// When there is none.
    pub async fn find(&self, selector: &str) -> WebElement {
        let found = self.driver.query(By::Css(selector)).first().await;
        found.unwrap_or_else(|e| panic!("nothing matches {selector}: {e}"))
    }

    /// Waits, ten seconds at most, for a file of that name to be saved.
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
        let mut names = Vec::new();
        for _ in 0..200 {
            let files = std::fs::read_dir(&folder).unwrap().flatten();
            names = files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
            if let Some(name) = names.iter().find(|name| wanted(name)) {
                return folder.join(name);
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("no such file was saved, only {names:?}");
    }

    /// Clicks the first element that a CSS selector finds.
    ///
    /// # Panics
    /// When there is none.
    pub async fn click(&self, selector: &str) {
        self.find(selector).await.click().await.unwrap();
    }

    /// Clicks the link or button that reads so.
    ///
    /// # Panics
    /// When there is none.
    pub async fn press(&self, words: &str) {
        let path = format!(
            "//*[self::a or self::button or self::summary][contains(normalize-space(.), \"{words}\")]"
        );
        let found = self.driver.query(By::XPath(&path)).and_displayed().first().await;
        found.unwrap_or_else(|e| panic!("no link or button reads {words:?}: {e}")).click().await.unwrap();
    }

    /// Types into the field of that name, replacing what was there.
    ///
    /// # Panics
    /// When there is none.
    pub async fn fill(&self, name: &str, value: &str) {
        let selector = format!("[name=\"{name}\"]");
        let field = self.driver.query(By::Css(&selector)).first().await;
        let field = field.unwrap_or_else(|e| panic!("no field is named {name}: {e}"));
        if field.attr("type").await.unwrap().as_deref() != Some("file") {
            field.clear().await.unwrap();
        }
        field.send_keys(value).await.unwrap();
    }

    /// Chooses a password behind a one-time link.
    ///
    /// # Panics
    /// When the link shows no such form.
    pub async fn comes_in(&self, link: &str) {
        self.open(link).await;
        self.fill("password", "correct-horse-battery").await;
        self.click("main form button").await;
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
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver_process.kill();
        let _ = self.driver_process.wait();
    }
}
