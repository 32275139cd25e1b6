using Latchstring.Codes;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Codes;

/// <summary>Filters of the code list, as query parameters.</summary>
/// <param name="Status">valid, inactive, archived, usedUp, expired, notYetValid, or all; left out: all but archived.</param>
/// <param name="Used">true: redeemed at least once.</param>
/// <param name="Assigned">true: made for one person.</param>
/// <param name="Exported">true: handed out to a portal.</param>
/// <param name="Price">A price's id, or none.</param>
/// <param name="Q">A code, an e-mail, a name, or words of a batch's note.</param>
public sealed record CodeFilterInput(
    [FromQuery(Name = "batchId")] Guid? BatchId, [FromQuery(Name = "offeringId")] Guid? OfferingId, [FromQuery(Name = "programmeId")] Guid? ProgrammeId, [FromQuery(Name = "status")] string? Status,
    [FromQuery(Name = "used")] bool? Used, [FromQuery(Name = "usage")] string? Usage, [FromQuery(Name = "assigned")] bool? Assigned, [FromQuery(Name = "exported")] bool? Exported,
    [FromQuery(Name = "exportId")] Guid? ExportId, [FromQuery(Name = "price")] string? Price, [FromQuery(Name = "q")] string? Q, [FromQuery(Name = "agreementId")] Guid? AgreementId)
{
    public Result<CodeFilter> ToFilter()
    {
        var status = CodeFilter.StatusOf(Status);
        if (Status is not (null or "all") && status is null)
            return Problem.Invalid("status", "This must be one of {0}.", "valid, inactive, archived, usedUp, expired, notYetValid, all");
        if (Usage is not (null or "single" or "multiple"))
            return Problem.Invalid("usage", "This must be one of {0}.", "single, multiple");
        if (Price is not (null or "none") && !Guid.TryParse(Price, out _))
            return Problem.Invalid("price", "This must be a price's id, or “none”.");
        if (Q?.Length > 200)
            return Problem.Invalid("q", "At most {0} characters.", 200);
        return new CodeFilter(
            BatchId, OfferingId, ProgrammeId, status, Used, Usage is null ? null : Usage == "single" ? Latchstring.Codes.Usage.Single : Latchstring.Codes.Usage.Multiple, Assigned, Exported, Price, Q, Status == "all", ExportId, AgreementId);
    }
}

/// <summary>Page of a list whose filters stand beside it.</summary>
public sealed record PageInput([FromQuery(Name = "sort")] string? Sort, [FromQuery(Name = "limit")] int? Limit, [FromQuery(Name = "after")] string? After);
