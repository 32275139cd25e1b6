using Latchstring.Codes;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Codes;

/// <summary>Filters of the code list, as query parameters.</summary>
public sealed record CodeFilterInput
{
    [FromQuery(Name = "batchId")] public Guid? BatchId { get; init; }
    [FromQuery(Name = "offeringId")] public Guid? OfferingId { get; init; }
    [FromQuery(Name = "programmeId")] public Guid? ProgrammeId { get; init; }
    /// <summary>valid, inactive, archived, usedUp, expired, notYetValid, or all; left out: all but archived.</summary>
    [FromQuery(Name = "status")] public string? Status { get; init; }
    /// <summary>true: redeemed at least once.</summary>
    [FromQuery(Name = "used")] public bool? Used { get; init; }
    [FromQuery(Name = "usage")] public string? Usage { get; init; }
    /// <summary>true: made for one person.</summary>
    [FromQuery(Name = "assigned")] public bool? Assigned { get; init; }
    /// <summary>true: handed out to a portal.</summary>
    [FromQuery(Name = "exported")] public bool? Exported { get; init; }
    [FromQuery(Name = "exportId")] public Guid? ExportId { get; init; }
    /// <summary>A price's id, or none.</summary>
    [FromQuery(Name = "price")] public string? Price { get; init; }
    /// <summary>A code, an e-mail, a name, or words of a batch's note.</summary>
    [FromQuery(Name = "q")] public string? Q { get; init; }
    [FromQuery(Name = "agreementId")] public Guid? AgreementId { get; init; }

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
public sealed record PageInput
{
    [FromQuery(Name = "sort")] public string? Sort { get; init; }
    [FromQuery(Name = "limit")] public int? Limit { get; init; }
    [FromQuery(Name = "after")] public string? After { get; init; }
}
