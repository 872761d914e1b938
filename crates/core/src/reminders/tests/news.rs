//! What is news to whoever remembers what was told, and to whom it could be.

use super::*;

/// Looks once a day and remembers, as a server does: what is told of `projects`, day and step.
pub(super) fn told_of_limit(uses: &[u64]) -> Vec<(usize, String)> {
    const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
    let mut world = World::of(&[yearly(Dates::default(), vec![seats(20)])], None);
    let (mut known, mut told): (Vec<Known>, _) = (Vec::new(), Vec::new());
    for (day, used) in uses.iter().enumerate() {
        let (issuer, name) = ("acme".to_owned(), "projects".to_owned());
        world.limits = vec![LimitUse { issuer, name, used: *used, max: 100 }];
        let (needs, before) = (world.on(date(2027, 1, 1)), known.clone());
        let now = DAY_MS * i64::try_from(day).expect("few");
        let News { told: new, passed, left, back, forgotten } = news(&needs, &before, now, |_| true);
        known.retain(|one| !forgotten.contains(&one));
        for one in &mut known {
            if left.contains(&&*one) {
                one.left_at = Some(now);
            } else if back.contains(&&*one) {
                one.left_at = None;
            }
        }
        let step = |need: &Need| need.step.clone().unwrap_or_default();
        let new_ones = new.iter().map(|need| (need.key.clone(), step(need)));
        let passed = passed.into_iter().map(|(key, step)| (key.to_owned(), step.to_owned()));
        known.extend(new_ones.chain(passed).map(|(key, step)| Known {
            key,
            step,
            left_at: None,
            unheard: false,
        }));
        told.extend(new.iter().map(|need| (day, step(need))));
    }
    told
}

#[test]
fn a_level_that_was_left_for_a_month_is_told_again_and_the_way_down_is_not() {
    let mut uses = vec![100; 3];
    uses.extend([90; 40]);
    uses.extend([100, 99, 100]);
    assert_eq!(told_of_limit(&uses), [(0, "100".to_owned()), (43, "100".to_owned())]);

    // Both are left on the tenth day; the lower one comes back too soon to be news, and so is known when the higher
    // one is.
    let mut uses = vec![100; 10];
    uses.extend([0; 20]);
    uses.extend([86; 20]);
    uses.extend([0; 35]);
    uses.extend([86, 100]);
    let expected = [(0, "100"), (85, "85"), (86, "100")].map(|(day, step)| (day, step.to_owned()));
    assert_eq!(told_of_limit(&uses), expected);
}

/// What is told when only those who can be told on a day hear it: day and step, of needs that change from day to day.
fn told_when_heard(needs: &[Vec<Need>], hears: impl Fn(usize) -> bool) -> Vec<(usize, String)> {
    let (mut known, mut told): (Vec<Known>, _) = (Vec::new(), Vec::new());
    for (day, needs) in needs.iter().enumerate() {
        let (before, hears) = (known.clone(), hears(day));
        let News { told: new, passed, forgotten, .. } = news(needs, &before, 0, |_| hears);
        known.retain(|one| !forgotten.contains(&one));
        let new_ones: Vec<_> =
            new.iter().map(|need| (need.key.clone(), need.step.clone().unwrap_or_default())).collect();
        let passed = passed.into_iter().map(|(key, step)| (key.to_owned(), step.to_owned()));
        told.extend(new_ones.iter().filter(|_| hears).map(|(_, step)| (day, step.clone())));
        let all = new_ones.into_iter().chain(passed);
        known.extend(all.map(|(key, step)| Known { key, step, left_at: None, unheard: !hears }));
    }
    told
}

#[test]
fn whoever_can_be_told_later_hears_the_present_step_once() {
    let world = World::of(&[yearly(in_2027(), vec![seats(10)])], None).uses("acme.sales", 5);
    let end = date(2027, 11, 1);
    let of_expiry = |days: i64| {
        let needs = world.on(days_before(end, days));
        needs.into_iter().filter(|need| need.kind == Kind::Expiry).collect::<Vec<_>>()
    };
    let days = [40, 20, 19, 18, 14, 13].map(of_expiry);
    let steps = |hears: fn(usize) -> bool| told_when_heard(&days, hears);
    let of = |told: &[(usize, &str)]| {
        told.iter().map(|(day, step)| (*day, (*step).to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(steps(|_| true), of(&[(0, "60"), (1, "30"), (4, "14")]));
    assert_eq!(steps(|_| false), of(&[]));
    assert_eq!(steps(|day| day >= 3), of(&[(3, "30"), (4, "14")]), "what is present, not what was missed");
    assert_eq!(
        steps(|day| day != 2),
        of(&[(0, "60"), (1, "30"), (4, "14")]),
        "a day without anybody loses nothing"
    );

    let of_limit = |used: u64| {
        let mut world = World::of(&[yearly(Dates::default(), vec![seats(20)])], None);
        world.limits =
            vec![LimitUse { issuer: "acme".to_owned(), name: "projects".to_owned(), used, max: 100 }];
        world.on(date(2027, 1, 1))
    };
    let days = [100, 100, 90, 90, 100, 100].map(of_limit);
    let steps = |hears: fn(usize) -> bool| told_when_heard(&days, hears);
    assert_eq!(steps(|day| day >= 1), of(&[(1, "100")]));
    assert_eq!(steps(|day| day >= 2), of(&[(2, "85"), (4, "100")]), "nobody has heard that all was taken");
    assert_eq!(steps(|day| day == 0), of(&[(0, "100")]));
}
