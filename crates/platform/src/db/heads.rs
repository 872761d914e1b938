//! Who follows which scope's revision.

/// Follows one scope's revision.
pub struct HeadWatch(tokio::sync::watch::Receiver<u64>);

impl HeadWatch {
    /// The newest revision known.
    pub fn revision(&mut self) -> u64 {
        *self.0.borrow_and_update()
    }

    /// Waits until the revision is another than the one last seen; `None` when the database closed.
    pub async fn changed(&mut self) -> Option<u64> {
        self.0.changed().await.ok()?;
        Some(*self.0.borrow_and_update())
    }
}
