namespace Kube.Api.AspNetCore.Negotiation;

/// <summary>Recognizes clients that take aggregated discovery.</summary>
internal static class AggregatedAccept
{
    public const string ContentType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    public static bool IsWanted(string? accept)
    {
        if (accept is null || !accept.Contains("APIGroupDiscoveryList", StringComparison.Ordinal)) return false;
        foreach (var clause in AcceptClause.ParseAll(accept))
        {
            if (clause is not ({ Type: "application", Subtype: "json" or "*" } or { Type: "*", Subtype: "*" })) continue;
            if (Has(clause, "g", "apidiscovery.k8s.io") && Has(clause, "v", "v2") && Has(clause, "as", "APIGroupDiscoveryList")) return true;
        }

        return false;
    }

    private static bool Has(AcceptClause clause, string name, string value) => clause.Parameters.Any(parameter => parameter.Key == name && parameter.Value == value);
}
