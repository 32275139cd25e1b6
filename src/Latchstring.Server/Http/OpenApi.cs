using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Latchstring.Server.Http;

/// <summary>The API described for programs at /openapi/v1.json, and for people at /api.</summary>
internal static class OpenApi
{
    private const string Welcome =
        """
        Everything staff can do, programs can do too.

        **Sign in** with `Authorization: Bearer lsk_…`. A key belongs to one workspace and carries permissions; each operation names the one it needs.

        **Errors** are RFC 9457 problem documents with a stable `code`; `errors` says what is wrong with which field. Unknown fields and
        parameters are refused by name. Things of other workspaces are 404, like things that do not exist.

        **Repeating**: send `Idempotency-Key` with a POST, and the same key and body get the same answer for 24 hours; nothing is done twice.

        **Lists** take `q`, filters, `sort` (with a hyphen for descending), `limit` (1 to 100) and `after`, and answer `items`, `next`, `total`.
        The same path with `.csv` streams all rows of the filters.

        Times are UTC (ISO 8601), ids are UUIDs, money is in minor units: `{ "amount": 1250, "currency": "EUR" }` is €12.50.
        """;

    private static readonly Dictionary<int, string> Meanings = new()
    {
        [400] = "The request does not fit: `errors` says which fields and why",
        [401] = "No valid key: `key.missing`, `key.invalid`",
        [403] = "The key lacks a permission: `permission.missing`",
        [404] = "Not there, or in another workspace",
        [409] = "The state of things forbids it, or the first request with this Idempotency-Key is still running",
        [413] = "Larger than 20 MB",
        [415] = "Not application/json",
        [422] = "This Idempotency-Key was used with another body: `idempotency.other_body`",
        [429] = "Too many requests; Retry-After says when to go on",
        [503] = "Nobody can say whether it was done: `outcome.unknown`. Retry with the same Idempotency-Key",
    };

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1/", StringComparison.OrdinalIgnoreCase) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Introduce(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Complete(operation, context.Description.ActionDescriptor.EndpointMetadata, context.Description.HttpMethod);
            return Task.CompletedTask;
        });
        options.CreateSchemaReferenceId = type => NameOf(type.Type) ?? OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddSchemaTransformer(async (schema, context, cancellationToken) =>
        {
            if (context.JsonTypeInfo.Type == typeof(ProblemDocument))
                schema.AdditionalPropertiesAllowed = true;
            if (Given.Inner(context.JsonTypeInfo.Type) is { } inner)
                Become(schema, await context.GetOrCreateSchemaAsync(inner, null, cancellationToken));
        });
    });

    /// <summary>Before routing: the reader is a page of files, not an endpoint.</summary>
    public static void UseApiReader(this WebApplication app) => app.UseSwaggerUI(reader =>
    {
        reader.RoutePrefix = "api";
        reader.DocumentTitle = "Latchstring API";
        reader.SwaggerEndpoint("/openapi/v1.json", "Version 1");
        reader.DefaultModelsExpandDepth(0);
        reader.EnableTryItOutByDefault();
    });

    /// <summary>The reader draws with style attributes; everything else keeps the strict policy.</summary>
    public static bool IsReader(PathString path) => path.Value is "/api" or "/api/" or "/api/index.html";

    public const string ReaderPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>What any operation of the group may answer.</summary>
    public static void DescribeRefusals(RouteGroupBuilder api) => ((IEndpointConventionBuilder)api).Finally(endpoint =>
    {
        var methods = endpoint.Metadata.OfType<IHttpMethodMetadata>().SelectMany(metadata => metadata.HttpMethods).ToList();
        int[] always = [401, 403, 429];
        int[] onPost = [409, 413, 415, 422, 503];
        foreach (var status in methods.Contains("POST") ? [.. always, .. onPost] : always)
            endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDocument), ["application/problem+json"]));
    });

    private static void Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = "Latchstring API", Version = "1", Description = Welcome };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.AddComponent<IOpenApiSecurityScheme>("key", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "lsk_…", Description = "An API key of the workspace" });
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", document)] = [] }];
    }

    private static void Complete(OpenApiOperation operation, IList<object> metadata, string? method)
    {
        if (metadata.OfType<NeedsPermission>().LastOrDefault() is { Permission: not Permission.None } needed)
            operation.Description = $"{operation.Description}\n\nNeeds the permission `{string.Join("`, `", needed.Permission.Names())}`.".Trim();
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (int.TryParse(status, out var number) && Meanings.TryGetValue(number, out var meaning))
                response.Description = meaning;
        }
        foreach (var parameter in operation.Parameters ?? [])
        {
            if (parameter.Name is { } name && ListParameters.TryGetValue(name, out var meaning))
                parameter.Description ??= meaning;
        }
        if (method == "POST")
            (operation.Parameters ??= []).Add(IdempotencyKey);
    }
    private static OpenApiParameter IdempotencyKey => new()
    {
        Name = Idempotency.Header,
        In = ParameterLocation.Header,
        Description = "1 to 100 visible characters of your own, new for each thing you want done. Retry with the same one.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 100 },
        Example = JsonValue.Create("order-4711"),
    };

    private static readonly Dictionary<string, string> ListParameters = new(StringComparer.Ordinal)
    {
        ["q"] = "Text to search for",
        ["sort"] = "Name of a sort, with a hyphen in front for descending; a wrong one is refused and the right ones are named",
        ["limit"] = "Rows a page, 1 to 100; 50 by default",
        ["after"] = "The `next` of the page before",
    };

    /// <summary>Bodies and answers nested in an endpoint class carry its name, so that two features may both have a "Shown".</summary>
    private static string? NameOf(Type type) =>
        type is { IsNested: true, IsGenericType: false, DeclaringType.Name: var owner } && owner.EndsWith("Api", StringComparison.Ordinal) ? owner[..^3] + type.Name : null;

    private static void Become(OpenApiSchema schema, OpenApiSchema inner)
    {
        (schema.Type, schema.Format, schema.Enum, schema.Items, schema.Pattern) = (inner.Type, inner.Format, inner.Enum, inner.Items, inner.Pattern);
        (schema.Properties, schema.Required, schema.OneOf, schema.AnyOf) = (inner.Properties, inner.Required, inner.OneOf, inner.AnyOf);
        schema.Description ??= "Left out: stays as it is. Null: cleared.";
    }
}
