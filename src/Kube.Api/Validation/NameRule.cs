namespace Kube.Api.Validation;

/// <summary>Which names a kind allows.</summary>
public sealed class NameRule
{
    private readonly Func<string, IReadOnlyList<string>> _whole;
    private readonly Func<string, IReadOnlyList<string>> _prefix;

    private NameRule(Func<string, IReadOnlyList<string>> whole, Func<string, IReadOnlyList<string>>? prefix = null)
    {
        _whole = whole;
        _prefix = prefix ?? (start => whole(MaskTrailingDash(start)));
    }

    /// <summary>An RFC 1123 subdomain of at most 253 characters, <c>my.name</c>: most kinds.</summary>
    public static NameRule DnsSubdomain { get; } = new(FormatRules.DnsSubdomain);

    /// <summary>As <see cref="DnsSubdomain"/> for kinds whose rules upstream declares in their types: its text counts bytes.</summary>
    public static NameRule DeclaredDnsSubdomain { get; } = new(FormatRules.DnsSubdomainBytes);

    /// <summary>An RFC 1123 label of at most 63 characters, <c>my-name</c>: Namespace, Service, StatefulSet.</summary>
    public static NameRule DnsLabel { get; } = new(FormatRules.DnsLabel);

    /// <summary>A DNS-1035 label: as <see cref="DnsLabel"/>, starting with a letter.</summary>
    public static NameRule Dns1035Label { get; } = new(FormatRules.Dns1035Label);

    /// <summary>Anything that can be one segment of a URL's path: roles, bindings, core events.</summary>
    public static NameRule PathSegment { get; } = new(FormatRules.PathSegment, FormatRules.PathSegmentPrefix);

    /// <summary>A rule of one's own.</summary>
    /// <param name="validate">Returns what is wrong with a name, one sentence each; nothing when it is valid.</param>
    public static NameRule From(Func<string, IReadOnlyList<string>> validate)
    {
        ArgumentNullException.ThrowIfNull(validate);
        return new NameRule(validate);
    }

    /// <summary>What is wrong with a whole name; empty when it is valid.</summary>
    public IReadOnlyList<string> Validate(string name) => _whole(name);

    /// <summary>What is wrong with the start of a generated name (<c>metadata.generateName</c>); empty when it is valid.</summary>
    public IReadOnlyList<string> ValidatePrefix(string prefix) => _prefix(prefix);

    // A prefix usually ends in a dash, which the generated suffix makes valid.
    private static string MaskTrailingDash(string name) =>
        name.Length > 1 && name[^1] == '-' ? name[..^2] + "a" : name;
}
