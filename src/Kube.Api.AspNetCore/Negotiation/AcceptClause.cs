using System.Globalization;

namespace Kube.Api.AspNetCore.Negotiation;

/// <summary>One media range of an Accept header, as goautoneg parses it.</summary>
internal sealed record AcceptClause(string Type, string Subtype, double Quality, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    /// <summary>The clauses of a header, best first; equal ones in the order given.</summary>
    public static List<AcceptClause> ParseAll(string header)
    {
        var clauses = new List<AcceptClause>();
        foreach (var part in header.Split(','))
        {
            if (Parse(part) is { } clause) clauses.Add(clause);
        }

        // A stable sort by upstream's order: quality first, then no wildcard before a wildcard.
        return [.. clauses.OrderByDescending(c => c.Quality).ThenBy(c => c.Type == "*").ThenBy(c => c.Subtype == "*")];
    }

    private static AcceptClause? Parse(string part)
    {
        var pieces = part.Split(';');
        var range = pieces[0].Trim();
        var slash = range.IndexOf('/', StringComparison.Ordinal);
        string type, subtype;
        if (slash >= 0)
        {
            (type, subtype) = (range[..slash].Trim(), range[(slash + 1)..].Trim());
        }
        else if (range == "*")
        {
            (type, subtype) = ("*", "*");
        }
        else
        {
            return null;
        }

        var quality = 1.0;
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var piece in pieces.Skip(1))
        {
            var equals = piece.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) continue;
            var name = piece[..equals].Trim();
            var value = piece[(equals + 1)..].Trim();
            if (name == "q") quality = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var q) ? q : 0;
            else parameters.Add(new(name, value));
        }

        return new AcceptClause(type, subtype, quality, parameters);
    }
}
