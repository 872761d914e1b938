use super::*;
use crate::bits::ModuleSet;
use crate::dates::Dates;
use crate::decide::{ModuleFacts, UserFacts};
use crate::licence::{Quantity, Row, UserKind, WhenStopped};
use crate::licences::Licences;
use crate::package::Package;
use crate::testing::{any_day, cases, names_in, package, package_of};
use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::prelude::*;

const SEAT_CASES: u32 = 500;

const TODAY: Date = date(2027, 3, 1);

/// `user` by name, `web` by ten concurrent sessions, stopped after grace on 31 March.
fn licences() -> Licences {
    let readable = |row| Row { when_stopped: WhenStopped::ReadOnly, ..row };
    let user = readable(Row::new(0, "user", Quantity::Count(20)));
    let web = readable(Row { counting: Counting::Concurrent, ..Row::new(1, "web", Quantity::Count(10)) });
    let dates = Dates { grace: Some(date(2027, 3, 31)), ..Dates::default() };
    let package = Package { dates, ..package_of("so", vec![user, web]) };
    Licences::build(&names_in(std::slice::from_ref(&package)), &[package], &[])
}

const USER: ModuleNo = ModuleNo(0);
const WEB: ModuleNo = ModuleNo(1);

/// What a log-in of somebody who holds `held` needs on a day.
fn needs<'a>(licences: &'a Licences, today: Date, held: &[ModuleNo]) -> [Facts<'a>; 2] {
    let holds: ModuleSet = held.iter().copied().collect();
    [USER, WEB].map(|no| Facts {
        user: Some(UserFacts { active: true, kind: UserKind::Internal, tampered: false }),
        module: Some(ModuleFacts::new(licences, &licences.on(today), no, &holds)),
        demo: false,
        version: None,
        released: None,
    })
}

const ANNA: LoginUser =
    LoginUser { may_log_in: true, waiting_for_approval: false, manages_licences: false, tampered: false };
const ADMIN: LoginUser = LoginUser { manages_licences: true, ..ANNA };

fn facts<'a>(user: LoginUser, needs: &'a [Facts<'a>]) -> LoginFacts<'a> {
    LoginFacts { user: Some(user), door: Door::Application, elsewhere: false, blocked: false, needs }
}

/// Rule 6: the user may log in, holds `user`, and holds the client's module.
#[test]
fn a_log_in_needs_all_three() {
    let licences = licences();
    let all = needs(&licences, TODAY, &[USER, WEB]);
    assert_eq!(log_in(&facts(ANNA, &all)), Login::plain(LoginResult::Ok));
    let no_login = LoginUser { may_log_in: false, ..ADMIN };
    assert_eq!(log_in(&facts(no_login, &all)).result, LoginResult::NotAllowed);
    assert_eq!(log_in(&LoginFacts { user: None, ..facts(ANNA, &all) }).result, LoginResult::NotAllowed);
    for (held, at) in [(USER, 1), (WEB, 0)] {
        let some = needs(&licences, TODAY, &[held]);
        let because = Some((at, Code::NoSeat));
        assert_eq!(log_in(&facts(ANNA, &some)), Login { result: LoginResult::NeedsLicence, because });
        let result = LoginResult::NeedsLicenceManager;
        assert_eq!(log_in(&facts(ADMIN, &some)), Login { result, because });
    }
}

#[test]
fn what_bars_a_log_in_is_said_in_order() {
    let licences = licences();
    let none = needs(&licences, TODAY, &[]);
    let result = |facts: LoginFacts<'_>| log_in(&facts).result;
    let waiting = LoginUser { waiting_for_approval: true, ..ANNA };
    let everything = LoginFacts { elsewhere: true, blocked: true, ..facts(waiting, &none) };
    assert_eq!(result(everything), LoginResult::WrongInstallation);
    assert_eq!(result(LoginFacts { elsewhere: false, ..everything }), LoginResult::WaitingForApproval);
    assert_eq!(result(LoginFacts { blocked: true, ..facts(ANNA, &none) }), LoginResult::BlockedByEvent);
    let sealed_wrong = LoginUser { tampered: true, ..ANNA };
    assert_eq!(result(facts(sealed_wrong, &none)), LoginResult::NotAllowed);
}

/// Rule 6: the manager is always reachable for those who may manage licences.
#[test]
fn who_manages_licences_reaches_the_manager() {
    let licences = licences();
    let none = needs(&licences, date(2030, 1, 1), &[]);
    let into = |user, door| LoginFacts { door, blocked: true, ..facts(user, &none) };
    assert_eq!(log_in(&into(ADMIN, Door::Manager)).result, LoginResult::Ok);
    assert!(exempt(&into(ADMIN, Door::Manager)));
    assert_eq!(log_in(&into(ADMIN, Door::Application)).result, LoginResult::BlockedByEvent);
    assert!(!exempt(&into(ADMIN, Door::Application)) && !exempt(&into(ANNA, Door::Manager)));
    assert_eq!(log_in(&into(ANNA, Door::Manager)).result, LoginResult::BlockedByEvent);
    let former = LoginUser { may_log_in: false, ..ADMIN };
    assert_eq!(log_in(&into(former, Door::Manager)).result, LoginResult::NotAllowed);
}

/// Rule 7: after grace, those who had a licence still come in to read; nobody else does.
#[test]
fn stopped_licences_let_their_holders_in_to_read() {
    let licences = licences();
    let stopped = date(2027, 4, 1);
    let all = needs(&licences, stopped, &[USER, WEB]);
    assert_eq!(log_in(&facts(ANNA, &all)).result, LoginResult::Ok);
    assert_eq!(take_seats(&licences.on(stopped), &mut OpenSeats::new(), &[WEB]), Ok(vec![]));
    let none = needs(&licences, stopped, &[]);
    assert_eq!(log_in(&facts(ANNA, &none)).because, Some((0, Code::ReadOnly)));
}

/// Rule 6: 64 log-ins for ten seats: exactly ten.
#[test]
fn ten_seats_take_ten() {
    let licences = licences();
    let (day, mut open) = (licences.on(TODAY), OpenSeats::new());
    let taken = (0..64).filter(|_| take_seats(&day, &mut open, &[USER, WEB, WEB]).is_ok()).count();
    assert_eq!((taken, open.get(WEB), open.get(USER)), (10, 10, 0));
    assert_eq!(take_seats(&day, &mut open, &[WEB]), Err(NoFreeSeat { module: WEB, total: 10, open: 10 }));
    open.give_back(&[WEB]);
    assert_eq!(take_seats(&day, &mut open, &[WEB]), Ok(vec![WEB]));
}

#[test]
fn results_have_the_names_of_the_specification() {
    let names = LoginResult::EVERY.map(LoginResult::as_str);
    for (result, name) in LoginResult::EVERY.into_iter().zip(names) {
        assert_eq!(serde_json::to_string(&result).expect("a text"), format!("\"{name}\""));
    }
}

proptest! {
    #![proptest_config(cases(SEAT_CASES))]

    /// Rule 6, over any run of log-ins and log-offs: never more open than the total, and a refused
    /// log-in takes nothing.
    #[test]
    fn open_sessions_never_exceed_the_seats(
        packages in vec(package(), 1..3),
        today in any_day(),
        asks in vec((vec(0_u16..12, 0..5), any::<bool>()), 0..40),
    ) {
        let licences = Licences::build(&names_in(&packages), &packages, &[]);
        let (day, mut open, mut sessions) = (licences.on(today), OpenSeats::new(), Vec::new());
        for (asked, ends) in asks {
            let asked: Vec<_> = asked.into_iter().map(ModuleNo).collect();
            let before = open.clone();
            match take_seats(&day, &mut open, &asked) {
                Ok(seats) => sessions.push(seats),
                Err(refused) => {
                    prop_assert_eq!(&open, &before);
                    prop_assert!(asked.contains(&refused.module) && refused.open >= refused.total);
                }
            }
            if ends && let Some(seats) = sessions.pop() {
                open.give_back(&seats);
            }
            for (no, _) in licences.modules() {
                prop_assert!(open.get(no) == 0 || day.total(no).holds(open.get(no)));
                let counted = sessions.iter().flatten().filter(|seat| **seat == no).count();
                prop_assert_eq!(open.get(no), counted as u64);
            }
        }
    }
}
