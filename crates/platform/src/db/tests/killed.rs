//! A server killed without warning: what it acknowledged is there, the rest whole or absent.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::clock::{SystemClock, SystemRandom};
use crate::testing::both_databases;

const URL: &str = "LICENTIA_TEST_KILLED_URL";
const SECRET: &str = "LICENTIA_TEST_KILLED_SECRET";

both_databases!(start; what_was_acknowledged_is_there);

async fn what_was_acknowledged_is_there(t: TestDb) {
    let mut acknowledged = 0;
    for round in 0..4_u64 {
        // The writer is this test binary, running the ignored test below.
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "db::tests::killed::the_writer_that_is_killed", "--ignored", "--nocapture"])
            .env(URL, t.place().url())
            .env(SECRET, t.place().folder().join("secret"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        let enough = acknowledged + 50 + 37 * round;
        let last = |line: &str| line.strip_prefix("acknowledged ")?.parse::<u64>().ok();
        while acknowledged < enough {
            let line = lines.next().unwrap().unwrap();
            acknowledged = acknowledged.max(last(&line).unwrap_or(0));
        }
        writer.kill().unwrap();
        for line in lines.map_while(Result::ok) {
            acknowledged = acknowledged.max(last(&line).unwrap_or(0));
        }
        writer.wait().unwrap();
        let n = u64::try_from(counter(t.db(), ONE).await).unwrap();
        let report = report(t.db(), ONE).await;
        assert!(n >= acknowledged, "{n} of {acknowledged}");
        assert_eq!((report.entries, report.faults), (n, vec![]));
        assert!(t.open().unwrap().rewound().is_empty());
    }
}

#[test]
#[ignore = "run and killed by what_was_acknowledged_is_there"]
fn the_writer_that_is_killed() {
    let (Ok(url), Ok(secret)) = (std::env::var(URL), std::env::var(SECRET)) else {
        return;
    };
    crate::testing::run(async {
        let db = Db::open(DbOptions {
            url,
            migrations: TABLES,
            sealed: &[],
            secret: Arc::new(Secret::load(secret.as_ref()).unwrap()),
            clock: Arc::new(SystemClock::new()),
            random: Arc::new(SystemRandom),
        })
        .unwrap();
        let writers: Vec<_> = (0..8)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move {
                    loop {
                        let done = db.write(ONE, &by(), count_up).await.unwrap();
                        #[expect(clippy::print_stdout, reason = "how the killer is told")]
                        {
                            println!("acknowledged {}", done.revision);
                        }
                    }
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_secs(60)).await;
        drop(writers);
    });
}
