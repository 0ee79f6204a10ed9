using System.Collections.Concurrent;

namespace Kube.Api.AspNetCore.Negotiation;

/// <summary>Finds the form that a client's Accept header and an endpoint agree on. Answers are kept: the same few headers come again and again.</summary>
/// <remarks>Two layers, as upstream has two: the router turns away what it does not produce at all (by the bare media type), then the handler
/// looks at the parameters. Their messages differ.</remarks>
internal static class OutputNegotiator
{
    // Enough for every client library there is; a client that makes up headers gets its answer computed each time.
    private const int MostKept = 512;

    private static readonly ConcurrentDictionary<(string Accept, NegotiationScope Scope), Negotiated> Kept = new();

    public static Negotiated Negotiate(string? accept, NegotiationScope scope)
    {
        if (string.IsNullOrEmpty(accept)) return Negotiated.Default;
        if (Kept.TryGetValue((accept, scope), out var known)) return known;
        var result = Compute(accept, scope);
        if (Kept.Count < MostKept) Kept.TryAdd((accept, scope), result);
        return result;
    }

    private static Negotiated Compute(string accept, NegotiationScope scope)
    {
        var isProducible = IsProducible(accept, scope);
        foreach (var clause in AcceptClause.ParseAll(accept))
        {
            foreach (var encoding in Encodings(scope))
            {
                if (Matches(clause, encoding) && TryOptions(clause, encoding, scope) is { } form) return new Negotiated(isProducible, form);
            }
        }

        return new Negotiated(isProducible, null);
    }

    // go-restful's matchesAccept: parameters do not count, and a half wildcard such as application/* matches nothing.
    private static bool IsProducible(string accept, NegotiationScope scope)
    {
        foreach (var range in accept.AsSpan().Split(','))
        {
            var name = MediaTypes.WithoutParameters(accept.AsSpan()[range]);
            if (name is "*/*") return true;
            foreach (var encoding in Encodings(scope))
            {
                if (name.SequenceEqual(MediaTypes.Name(encoding))) return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<WireEncoding> Encodings(NegotiationScope scope) =>
        scope == NegotiationScope.JsonOnly ? [WireEncoding.Json] : [WireEncoding.Json, WireEncoding.Yaml, WireEncoding.Protobuf];

    private static bool Matches(AcceptClause clause, WireEncoding encoding)
    {
        if (clause is { Type: "*", Subtype: "*" }) return true;
        var name = MediaTypes.Name(encoding).AsSpan();
        var slash = name.IndexOf('/');
        return name[..slash].SequenceEqual(clause.Type) && (clause.Subtype == "*" || name[(slash + 1)..].SequenceEqual(clause.Subtype));
    }

    private static OutputForm? TryOptions(AcceptClause clause, WireEncoding encoding, NegotiationScope scope)
    {
        string kind = "", group = "", version = "";
        var converts = false;
        var pretty = false;
        foreach (var (name, value) in clause.Parameters)
        {
            switch (name)
            {
                case "as": (converts, kind) = (true, value); break;
                case "g": (converts, group) = (true, value); break;
                case "v": (converts, version) = (true, value); break;
                case "stream" when value.Length > 0 && (value != "watch" || encoding == WireEncoding.Yaml || scope != NegotiationScope.Resource): return null;
                case "pretty": pretty = value == "1"; break;
            }
        }

        if (!converts) return pretty ? new OutputForm(encoding, OutputTransform.None, "", pretty) : OutputForm.Plain(encoding);
        if (scope != NegotiationScope.Resource || group != "meta.k8s.io" || version is not ("v1" or "v1beta1")) return null;
        OutputTransform? transform = kind switch
        {
            "Table" when encoding != WireEncoding.Protobuf => OutputTransform.Table,
            "PartialObjectMetadata" => OutputTransform.PartialObject,
            "PartialObjectMetadataList" => OutputTransform.PartialObjectList,
            _ => null,
        };
        return transform is { } found ? new OutputForm(encoding, found, version, pretty) : null;
    }
}
