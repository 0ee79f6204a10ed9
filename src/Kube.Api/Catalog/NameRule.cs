using Kube.Api.Validation;

namespace Kube.Api.Catalog;

/// <summary>What an object of a resource may be called. Immutable; the four shapes that Kubernetes uses are here, and a resource may bring its own.</summary>
public sealed class NameRule
{
    private readonly Func<string, IEnumerable<string>> _check;
    private readonly bool _masksTrailingDash;

    /// <summary>Makes a rule.</summary>
    /// <param name="check">Names each promise that a name breaks, in upstream's words; nothing for a good name. Must be pure.</param>
    /// <param name="masksTrailingDash">A prefix that gets a random ending may end in a dash even if a name may not. Default true.</param>
    public NameRule(Func<string, IEnumerable<string>> check, bool masksTrailingDash = true)
    {
        _check = check;
        _masksTrailingDash = masksTrailingDash;
    }

    /// <summary>A lowercase RFC 1123 subdomain of at most 253 characters: most kinds.</summary>
    public static NameRule DnsSubdomain { get; } = new(FormatRules.DnsSubdomain);

    /// <summary>A lowercase RFC 1123 label of at most 63 characters: namespaces and others.</summary>
    public static NameRule DnsLabel { get; } = new(FormatRules.DnsLabel);

    /// <summary>An RFC 1035 label of at most 63 characters, which starts with a letter: services.</summary>
    public static NameRule Dns1035Label { get; } = new(FormatRules.Dns1035Label);

    /// <summary>Anything that can stand in a path: the RBAC kinds.</summary>
    public static NameRule PathSegment { get; } = new(CheckPathSegment);

    /// <summary>Names what is wrong with <paramref name="name"/>.</summary>
    public IEnumerable<string> Check(string name) => _check(name);

    /// <summary>Names what is wrong with a name that will get a random ending.</summary>
    public IEnumerable<string> CheckPrefix(string prefix) =>
        // Upstream's maskTrailingDash: the ending that will follow is alphanumeric.
        _check(_masksTrailingDash && prefix.Length > 1 && prefix.EndsWith('-') ? string.Concat(prefix.AsSpan(0, prefix.Length - 1), "a") : prefix);

    private static IEnumerable<string> CheckPathSegment(string name)
    {
        if (name is "." or "..")
        {
            yield return $"may not be '{name}'";
            yield break;
        }

        if (name.Contains('/', StringComparison.Ordinal)) yield return "may not contain '/'";
        if (name.Contains('%', StringComparison.Ordinal)) yield return "may not contain '%'";
    }
}
