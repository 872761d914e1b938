//! Several managers on one database, as behind a load balancer, which a story may kill while clients ask them.

use std::sync::{Mutex, RwLock};

use crate::house::{House, Server};

/// Managers on the database of a house, whose own one has been ended.
pub struct Managers {
    house: House,
    /// Where each of them is now.
    running: Vec<RwLock<String>>,
    processes: Vec<Mutex<Option<Server>>>,
}

impl Managers {
    /// Ends the manager of the house and starts so many in its place.
    ///
    /// # Panics
    /// When one does not start.
    #[must_use]
    pub fn start(mut house: House, count: usize) -> Self {
        house.stop_manager();
        let processes: Vec<Server> = (0..count).map(|_| house.second_manager()).collect();
        Self {
            house,
            running: processes.iter().map(|server| RwLock::new(server.url.clone())).collect(),
            processes: processes.into_iter().map(|server| Mutex::new(Some(server))).collect(),
        }
    }

    /// The house on whose database they are.
    #[must_use]
    pub fn house(&self) -> &House {
        &self.house
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.running.len()
    }

    /// The address of an endpoint on one of them, whichever number that is.
    ///
    /// # Panics
    /// When somebody panicked while it was started again.
    #[must_use]
    pub fn api(&self, server: usize, path: &str) -> String {
        format!("{}/api/v1{path}", self.running[server % self.running.len()].read().unwrap())
    }

    /// Kills one under whatever it does, and starts it again elsewhere.
    ///
    /// # Panics
    /// When it does not start again.
    pub fn kill_and_restart(&self, no: usize) {
        let mut process = self.processes[no].lock().unwrap();
        process.take().unwrap().kill();
        let server = self.house.second_manager();
        *self.running[no].write().unwrap() = server.url.clone();
        *process = Some(server);
    }
}
