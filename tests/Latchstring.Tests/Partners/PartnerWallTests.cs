using System.Net;
using Latchstring.Accounts;
using Latchstring.Partners;
using Latchstring.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Partners;

/// <summary>I8: a partner with every id of another one finds nothing, on every page, endpoint, file and stream, and changes nothing.</summary>
public class PartnerWallTests
{
    [Theory, EachDatabase, Trait("Inv", "I8")]
    public async Task A_partner_with_every_id_of_another_sees_and_changes_nothing(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        await using var kit = await GuestKit.CreateAsync(test);
        var a = (await kit.AddAsync(1, "alpha", send: true))[0];
        var anna = await server.AddColleagueAsync(kit, "anna@alpha.test");
        var asked = (await server.Services.GetRequiredService<InviteColleague>().RunAsync(kit.Sample.Owner, new(kit.A.OrganisationId, "soon@alpha.test", null, PartnerRole.Member), "en")).Value;
        var (b, _) = await kit.PartnerAsync("Ostwind");
        var ben = await server.AddColleagueAsync(kit, "ben@ostwind.test", b.OrganisationId);
        using var client = await server.SignInAsync(kit.Sample, ben);
        Guid[] ids = [a, kit.A.Id, kit.A.OrganisationId, anna.Id, asked.Link.Id];
        var before = await StateAsync(kit);
        var (failures, knocked) = (new List<string>(), 0);

        foreach (var (method, path) in Doors(server))
        {
            foreach (var id in ids)
            {
                var query = string.Join('&', new[] { "event", "id", "cancel", "ask", "ids" }.Select(name => $"{name}={(name == "event" ? kit.A.Id : id)}"));
                foreach (var url in new[] { $"{path}?{query}", $"{path}?ask={id}&cancel={id}&id={id}" })
                {
                    using var waits = new CancellationTokenSource(TimeSpan.FromSeconds(20));
                    using var request = new HttpRequestMessage(new HttpMethod(method), url.Replace("{id}", id.ToString(), StringComparison.Ordinal));
                    if (method != "GET")
                        request.Content = new FormUrlEncodedContent([new("id", id.ToString()), new("verb", "csv"), new("__RequestVerificationToken", await TokenAsync(client))]);
                    using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, waits.Token);
                    var text = answer.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync(waits.Token);
                    knocked++;
                    if (text.Contains("alpha", StringComparison.OrdinalIgnoreCase) || text.Contains("Nordwind", StringComparison.Ordinal) || (url.Contains("event=", StringComparison.Ordinal) && path.Contains("/invitations", StringComparison.Ordinal) && method == "GET" && answer.IsSuccessStatusCode && !path.EndsWith(".xlsx", StringComparison.Ordinal)) || (int)answer.StatusCode >= 500)
                        failures.Add($"{method} {url}: {(int)answer.StatusCode}");
                }
            }
        }
        Assert.True(knocked > 40, $"Only {knocked} doors.");
        Assert.True(failures.Count == 0, string.Join('\n', failures.Distinct()));
        Assert.Equal(before, await StateAsync(kit));
        foreach (var page in new[] { "partners", $"partners/{kit.A.OrganisationId}", $"partners/{kit.A.OrganisationId}/team", "partners/invitations", $"partners/invitations/{a}", "partners/invitations.csv", $"contracts/{kit.A.Id}/quota" })
            Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync($"/acme/admin/{page}")).StatusCode);
    }

    [Theory, EachDatabase, Trait("Inv", "I8"), Trait("Req", "S1.60")]
    public async Task No_verb_answers_a_partner_about_another(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        await using var kit = await GuestKit.CreateAsync(test);
        var a = (await kit.AddAsync(1))[0];
        var anna = await server.AddColleagueAsync(kit, "anna@alpha.test");
        var asked = (await server.Services.GetRequiredService<InviteColleague>().RunAsync(kit.Sample.Owner, new(kit.A.OrganisationId, "soon@alpha.test", null, PartnerRole.Member), "en")).Value;
        var ben = (await kit.PartnerAsync("Ostwind")).Admin;
        var team = server.Services.GetRequiredService<InviteColleague>();
        Problem?[] answers =
        [
            (await kit.List.FindAsync(ben, a)).Problem, (await kit.Send.RunAsync(ben, a)).Problem, (await kit.Cancel.RunAsync(ben, a)).Problem, (await kit.Link.RunAsync(ben, a)).Problem, (await kit.Ledger.RunAsync(ben, kit.A.Id)).Problem,
            (await kit.Add.RunAsync(ben, new(kit.A.Id, [GuestKit.Guest("x@example.org")]))).Problem, (await kit.Check.RunAsync(ben, kit.A.Id, [GuestKit.Guest("x@example.org")])).Problem, (await kit.Words.RunAsync(ben, kit.A.Id, "Hello")).Problem,
            (await new EditGuest(test.Database).RunAsync(ben, new(a, GuestKit.Guest("x@example.org")))).Problem,
            (await new SeeTeam(test.Database).RunAsync(ben, kit.A.OrganisationId)).Problem, (await new ChangeColleague(test.Database).RunAsync(ben, new(anna.Id, PartnerRole.None))).Problem,
            (await new WithdrawColleague(test.Database).RunAsync(ben, asked.Link.Id)).Problem, (await team.AgainAsync(ben, asked.Link.Id, "en")).Problem, (await team.RunAsync(ben, new(kit.A.OrganisationId, "me@ostwind.test", null, PartnerRole.Admin), "en")).Problem,
        ];
        Assert.All(answers, problem => Assert.Equal(404, problem?.Status));
        Assert.Equal(403, (await new DeleteGuests(test.Database).RunAsync(kit.Admin, [a])).Problem?.Status);
        Assert.Empty((await kit.List.RunAsync(ben, new(kit.A.Id), new())).Value.Items);
    }

    /// <summary>Everything under the area of a partner.</summary>
    private static IEnumerable<(string Method, string Path)> Doors(TestServer server) =>
        from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        where route.StartsWith("/{workspace}/partner/", StringComparison.Ordinal)
        let path = System.Text.RegularExpressions.Regex.Replace(route.Replace("{workspace}", "acme", StringComparison.Ordinal), "\\{[^}]+\\}", "{id}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, path);

    private static async Task<string> TokenAsync(HttpClient client) =>
        new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await client.GetStringAsync("/acme/partner/team")).QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    private static async Task<string> StateAsync(GuestKit kit)
    {
        await using var db = kit.Test.Database.Read(kit.Sample.Id);
        var rows = (await db.Invitations.OrderBy(i => i.Id).Select(i => new { i.Id, i.Version, i.Generation, i.CancelledAt }).ToListAsync()).Select(i => i.ToString());
        var people = (await db.Accounts.OrderBy(x => x.Id).Select(x => new { x.Id, x.Partner, x.OrganisationId }).ToListAsync()).Select(x => x.ToString());
        return string.Join('\n', rows.Concat(people)) + $"{await db.Messages.CountAsync()} {await db.InviteLinks.CountAsync(l => l.RevokedAt == null)} {(await db.Agreements.SingleAsync(g => g.Id == kit.A.Id)).Version}";
    }
}
