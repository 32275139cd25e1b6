using Latchstring.CheckIns;
using Latchstring.Server.Http;

namespace Latchstring.Server.CheckIns;

/// <summary>A ticket to keep: GET ticket/{token}.pdf, ticket/{token}.pkpass</summary>
internal static class TicketFiles
{
    public static void Map(WebApplication app)
    {
        var tickets = app.MapGroup("/{workspace}/ticket").ExcludeFromDescription().AllowAnonymous();
        tickets.MapGet("/{token}.pdf", (string token, CurrentWorkspace here, SeeTicket see, TicketPdf pdf) => FileAsync(token, here, see, ticket => pdf.Draw(ticket, here.Value), "application/pdf", "ticket.pdf"));
        tickets.MapGet("/{token}.pkpass", (string token, CurrentWorkspace here, SeeTicket see, WalletPass wallet) =>
            wallet.Ready ? FileAsync(token, here, see, ticket => wallet.Make(ticket, here.Value), "application/vnd.apple.pkpass", "ticket.pkpass") : Task.FromResult(Results.NotFound()));
    }

    private static async Task<IResult> FileAsync(string token, CurrentWorkspace here, SeeTicket see, Func<Ticket, byte[]> make, string type, string name) =>
        await see.RunAsync(here.Id, token) is { Valid: true } ticket ? Results.File(make(ticket), type, name) : Results.NotFound();
}
