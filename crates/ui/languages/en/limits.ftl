## Plan limits: what an application is told

limits-room = { $limit }: { $used } of { $max } in use, so there is room.
limits-full = { $limit }: { $used } of { $max } in use.
limits-no-limit = The plan does not limit this.
limits-demo = Demo mode limits nothing.
limits-tampered = The issuer’s licences were tampered with, so nobody knows what the plan allows. Ask an administrator to look at the Licences screen.
limits-none-allowed = { $plan } does not include this: { $limit }.
limits-reached = { $limit }: { $used } of { $max } in use, and { $plan } allows no more.
limits-too-few = { $limit }: { $used } of { $max } in use, and { $plan } leaves room for only { $free } more.
limits-reached-reserved = { $limit }: { $used } of { $max } in use and { $reserved } being created, and { $plan } allows no more.
limits-next-max = { $plan } allows { $max }.
limits-next-unlimited = { $plan } has no limit.

problem-reservation_ended = The reservation has ended.
    .detail = It was used or released already. Reserve again before creating something.
problem-too_many_limits = Too many different limits are counted.
    .detail = The plan does not have this limit, and { $count } other names are counted already. Check how the application spells the names of limits.
problem-too_many_reservations = Too many reservations are open.
    .detail = { $count } reservations are open at the same time. Use or release each one as soon as the thing is created or given up.
