## Plangränser: vad ett program får veta

limits-room = { $limit }: { $used } av { $max } används, så det finns plats.
limits-full = { $limit }: { $used } av { $max } används.
limits-no-limit = Planen begränsar inte detta.
limits-demo = Demoläget begränsar ingenting.
limits-tampered = Utfärdarens licenser har manipulerats, så ingen vet vad planen tillåter. Be en administratör titta på sidan Licenser.
limits-none-allowed = { $plan } omfattar inte detta: { $limit }.
limits-reached = { $limit }: { $used } av { $max } används, och { $plan } tillåter inte fler.
limits-too-few = { $limit }: { $used } av { $max } används, och { $plan } ger bara plats för { $free } till.
limits-reached-reserved = { $limit }: { $used } av { $max } används och { $reserved } håller på att skapas, och { $plan } tillåter inte fler.
limits-next-max = { $plan } tillåter { $max }.
limits-next-unlimited = { $plan } har ingen gräns.

problem-reservation_ended = Reservationen är avslutad.
    .detail = Den har redan använts eller släppts. Reservera på nytt innan något skapas.
problem-too_many_limits = För många olika gränser räknas.
    .detail = Planen har inte den här gränsen, och { $count } andra namn räknas redan. Kontrollera hur programmet stavar gränsernas namn.
problem-too_many_reservations = För många reservationer är öppna.
    .detail = { $count } reservationer är öppna samtidigt. Använd eller släpp var och en så snart det som reserverades har skapats eller inte blir av.
