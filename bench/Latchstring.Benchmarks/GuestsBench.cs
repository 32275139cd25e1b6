using System.Diagnostics;
using Latchstring.Agreements;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Microsoft.Extensions.DependencyInjection;
using static Latchstring.Benchmarks.Report;

namespace Latchstring.Benchmarks;

/// <summary>50,000 guests of 300 partners in one event: the organizer's list with its count, as its page asks for them, and all rows for a file; beside it the same number of invitations by their key alone.</summary>
public static class GuestsBench
{
    private const string Section = "Guests";
    private const int Partners = 300;

    public static async Task RunAsync(Report report)
    {
        report.Head(Section, "List of 50,000 guests", "Invitations by key alone, p50 ms", "Rows, p50 ms", "Rows and count, p50 ms", "p95 ms", "Ratio", "Target");
        foreach (var kind in Host.Server is null ? ["SQLite"] : new[] { "PostgreSQL", "SQLite" })
        {
            await using var host = await Host.StartAsync(kind);
            var partnership = await PrepareAsync(host, report.Scale(50_000) / Partners);
            if (kind == "PostgreSQL")
                await Psql.TimeAsync(host.ConnectionString, "vacuum analyze");
            var list = host.Services.GetRequiredService<ListGuests>();
            (string What, GuestFilter Filter, string Sort)[] pages =
            [
                ("newest first", new(), "-added"), ("by name", new(), "name"), ("by name, last page first", new(), "-name"), ("by address", new(), "email"), ("by partner", new(), "partner"),
                ("beginning of many names, newest first", new(Query: "Name12"), "-added"), ("one name, newest first", new(Query: "Name4321"), "-added"), ("beginning of addresses, by name", new(Query: "g77"), "name"), ("nobody's name", new(Query: "Nobody"), "name"),
                ("of one partner, by name", new(OrganisationId: partnership.OrganisationId), "name"), ("of one partnership, by name", new(AgreementId: partnership.Id), "name"),
                ("registered, by name", new(Status: GuestStatus.Registered), "name"), ("refused (1 %), newest first", new(Status: GuestStatus.Refused), "-added"), ("clicked, by name", new(Mail: GuestMail.Clicked), "name"),
            ];
            foreach (var (what, filter, sort) in pages)
            {
                var wanted = new PageRequest(sort);
                var key = Percentile(await RepeatAsync(() => ByKeyAsync(host, 50)), 50);
                var rows = await RepeatAsync(() => list.RunAsync(host.Owner, filter, wanted));
                var both = await RepeatAsync(async () => { _ = (await list.RunAsync(host.Owner, filter, wanted)).Value.Whole ?? await list.CountAsync(host.Owner, filter); });
                var (p50, p95) = (Percentile(both, 50), Percentile(both, 95));
                report.Row(Section, $"{kind}, {what}", N(key), N(Percentile(rows, 50)), N(p50), N(p95), Ratio(p50, key), Verdict(p95 <= 50) + " (≤ 50 ms)");
            }
            var plain = await SecondsAsync(() => ByKeyAsync(host, int.MaxValue));
            var read = 0;
            var all = await SecondsAsync(async () => { await foreach (var _ in list.StreamAsync(host.Owner, new(), null)) read++; });
            report.Row(Section, $"{kind}, all {N(read)} for a file", $"{N(plain * 1000)} in all", $"{N(all * 1000)} in all", "–", "–", Ratio(all, plain), "");
        }
    }

    private static async Task<Agreement> PrepareAsync(Host host, int each)
    {
        var (services, owner, id, database) = (host.Services, host.Owner, host.Workspace.Id, host.Database);
        var conference = (await new CreateOffering(database).RunAsync(owner, new(OfferingKind.Event, new("Conference", null, database.Now.AddDays(20), database.Now.AddDays(21))))).Value;
        var (subject, body) = DefaultTemplates.Of(TemplateType.PartnerInvite, "en");
        _ = (await new SaveTemplate(database).RunAsync(owner, TemplateType.PartnerInvite, "en", new TemplateFields(null, null, null, subject, body))).Value;
        var page = (await new CreateRegistrationPage(database).RunAsync(owner, new(conference.Id, new("Guests", null)))).Value;
        _ = (await new SetPartnerSettings(database).RunAsync(owner, new(conference.Id, new(true, null, QuotaUse.Creation, page.Id, true, GuestFormFields.Of(null), false)))).Value;
        var add = services.GetRequiredService<AddGuests>();
        Agreement partnership = null!;
        for (var partner = 0; partner < Partners; partner++)
        {
            var organisation = (await new CreateOrganisation(database).RunAsync(owner, new(new($"Partner {partner:000}", Publication: Publication.Published), OrganisationKind.Partner))).Value;
            partnership = (await new CreateAgreement(database).RunAsync(owner, new(organisation.Id, conference.Id, null, new($"Partner {partner:000}")))).Value;
            var first = partner * each;
            _ = (await add.RunAsync(owner, new(partnership.Id, [.. Enumerable.Range(first, each).Select(Typed)]))).Value;
        }
        await AnswerAsync(host, conference.Id);
        return partnership;
    }

    private static Dictionary<string, string?> Typed(int guest) => new(StringComparer.Ordinal)
    {
        [GuestFields.Email] = $"g{guest * 7919 % 100_003}@guests{guest % 500}.example",
        [GuestFields.FirstName] = $"Given{guest % 977}",
        [GuestFields.LastName] = $"Name{guest * 7919 % 100_003}",
    };

    /// <summary>Three of ten have come, one of a hundred has declined; seven of ten mails are delivered, opened or clicked.</summary>
    private static Task<int> AnswerAsync(Host host, Guid conference) => host.Database.WriteAsync(host.Workspace.Id, async db =>
    {
        var people = await db.QueryAsync("select person_id from invitation where workspace_id = @ws order by id", row => row.Guid(0), default);
        var come = people.Where((_, i) => i % 10 < 3).ToArray();
        T[] Same<T>(T value) => [.. Enumerable.Repeat(value, come.Length)];
        await db.InsertManyAsync("registration", default, ("id", come.Select(_ => Guid.CreateVersion7()).ToArray()), ("offering_id", Same(conference)), ("person_id", come),
            ("source", Same(nameof(RegistrationSource.Partner))), ("status", Same(nameof(RegistrationStatus.Registered))), ("created_at", Same(host.Database.Now)));
        await db.UpdateManyAsync("update invitation as i set declined_at = @now from {rows} where i.workspace_id = @ws and i.person_id = a.id", [("now", host.Database.Now)], ("id", people.Where((_, i) => i % 100 == 99).ToArray()));
        foreach (var (status, from, to) in new[] { (MessageStatus.Clicked, 0, 4), (MessageStatus.Opened, 4, 6), (MessageStatus.Delivered, 6, 7), (MessageStatus.Bounced, 7, 8) })
            await db.UpdateManyAsync("update message as m set status = @status from {rows} where m.workspace_id = @ws and m.person_id = a.id", [("status", status.ToString())], ("id", people.Where((_, i) => i % 10 >= from && i % 10 < to).ToArray()));
        return 0;
    });

    private static async Task ByKeyAsync(Host host, int rows)
    {
        await using var db = host.Database.Read(host.Workspace.Id);
        await db.QueryAsync("select id, agreement_id, person_id, guest, created_at from invitation where workspace_id = @ws order by id desc limit @rows", row => row.TextOrNull(3), default, ("rows", rows));
    }

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Milliseconds of ten, after one that warms up.</summary>
    private static async Task<List<double>> RepeatAsync(Func<Task> work)
    {
        await work();
        var all = new List<double>();
        for (var i = 0; i < 10; i++)
            all.Add(await SecondsAsync(work) * 1000);
        return all;
    }

    private static double Percentile(List<double> values, int percent)
    {
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)Math.Ceiling(values.Count * percent / 100.0) - 1)];
    }
}
