using System.Net;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Offerings;

/// <summary>What a registration page asks for is said on a page and by a program.</summary>
public class RegistrationPageTests
{
    [Theory, EachDatabase, Trait("Req", "S0.61")]
    public async Task Staff_choose_what_is_asked_what_must_be_filled_in_and_what_cannot_be_changed(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        var exam = await sample.AddAsync(new Offering { WorkspaceId = sample.Id, Kind = OfferingKind.Appointment, Name = "Health check", CreatedAt = test.Database.Now });
        var number = await sample.AddAsync(new Property { WorkspaceId = sample.Id, Label = "Employee number", CreatedAt = test.Database.Now });
        using var staff = await server.SignInAsync(sample);
        var path = $"/acme/admin/offerings/{exam.Id}/registration";
        Assert.Contains("Employee number", await staff.GetStringAsync(path), StringComparison.Ordinal);
        var saved = await staff.PostFormAsync(path, "registration",
            ("Form.Rows[0].Key", "email"), ("Form.Rows[0].ReadOnly", "true"), ("Form.Rows[1].Key", "phone"), ("Form.Rows[1].Ask", "optional"), ("Form.Rows[2].Key", number.Id.ToString()), ("Form.Rows[2].Ask", "required"));
        Assert.Equal(HttpStatusCode.Found, saved.StatusCode);
        RegistrationField[] expected = [new("firstName", true), new("lastName", true), new("email", true, true), new("phone"), new(number.Id.ToString(), true)];
        await using (var db = test.Database.Read(sample.Id))
            Assert.Equal(expected, RegistrationFields.Of(await db.Offerings.SingleAsync(o => o.Id == exam.Id)));
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetAsync($"/acme/admin/offerings/{sample.Course.Id}/registration")).StatusCode);

        using var api = await ApiProgram.CreateAsync(server, sample);
        Assert.Equal(5, (await api.GetAsync($"/offerings/{exam.Id}/registration-page")).Json.GetProperty("fields").GetArrayLength());
        Assert.Equal(["fields"], (await api.SendAsync(HttpMethod.Put, $"/offerings/{exam.Id}/registration-page", """{"fields":[{"key":"shoeSize"}]}""")).Fields);
        var put = await api.SendAsync(HttpMethod.Put, $"/offerings/{exam.Id}/registration-page", """{"fields":[{"key":"phone","required":true}]}""");
        Assert.Equal((200, 4), (put.Status, put.Json.GetProperty("fields").GetArrayLength()));
    }
}
