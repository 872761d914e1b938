//! A server killed without warning: what it acknowledged is there, the rest whole or absent.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::*;
use crate::clock::{SystemClock, SystemRandom};
use crate::testing::{PATIENCE, both_databases};

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
        // In one look, because PostgreSQL may still be ending what the writer had sent.
        let sql = "SELECT n FROM counter WHERE scope = $1";
        let look = t.db().read(move |r| {
            let n: i64 = r.query_one(sql, &values![ONE])?.expect("something was written").get(0)?;
            Ok((n, crate::ledger::verify(r, ONE)?))
        });
        let (n, report) = look.await.unwrap();
        let n = u64::try_from(n).unwrap();
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
        // It is killed long before; should the test itself die, it ends all the same.
        tokio::time::sleep(2 * PATIENCE).await;
        drop(writers);
    });
}
