using System.Globalization;
using Kube.Api.Errors;
using Kube.Api.Requests;

namespace Kube.Api.Connect;

/// <summary>A request for a connection. Immutable.</summary>
public sealed record ConnectRequest
{
    /// <summary>The object and subresource, and who asks.</summary>
    public required RequestInfo Info { get; init; }

    /// <summary>The query's pairs, decoded, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>What follows the subresource in the path, with its leading slash, still escaped; empty when nothing does.</summary>
    public string Path { get; init; } = "";

    /// <summary>The first value of a parameter; null when it is not there.</summary>
    public string? Find(string name)
    {
        foreach (var (key, value) in Query)
        {
            if (key == name) return value;
        }

        return null;
    }

    /// <summary>All values of a parameter.</summary>
    public IEnumerable<string> All(string name) => Query.Where(pair => pair.Key == name).Select(pair => pair.Value);

    /// <summary>Whether a parameter is there and is neither <c>false</c> nor <c>0</c>.</summary>
    public bool Flag(string name) => Find(name) is { } value && value != "0" && !value.Equals("false", StringComparison.OrdinalIgnoreCase);

    /// <summary>A parameter as a number; null when it is not there.</summary>
    /// <exception cref="BadRequestException">It is no number; in Go's words.</exception>
    public long? Integer(string name)
    {
        if (Find(name) is not { } value) return null;
        return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new BadRequestException($"strconv.ParseInt: parsing \"{value}\": invalid syntax");
    }
}
