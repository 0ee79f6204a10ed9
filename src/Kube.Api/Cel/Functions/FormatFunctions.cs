using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.CustomResources.Values;
using Kube.Api.Formats;
using Kube.Api.Validation;
using static Kube.Api.Cel.Functions.StandardFunctions;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Kubernetes' format library: <c>format.dns1123Label().validate(x)</c> gives none, or the messages of what is wrong.</summary>
internal static class FormatFunctions
{
    private const double LongestPattern = 128;

    private static readonly CelType s_format = Opaque("kubernetes.NamedFormat");

    private static readonly CelFormat[] s_formats =
    [
        new("dns1123Label", 30, FormatRules.DnsLabel),
        new("dns1123Subdomain", 60, FormatRules.DnsSubdomain),
        new("dns1035Label", 30, FormatRules.Dns1035Label),
        new("qualifiedName", 60, FormatRules.QualifiedName),
        new("dns1123LabelPrefix", 30, value => FormatRules.DnsLabel(Masked(value))),
        new("dns1123SubdomainPrefix", 60, value => FormatRules.DnsSubdomain(Masked(value))),
        new("dns1035LabelPrefix", 30, value => FormatRules.Dns1035Label(Masked(value))),
        new("labelValue", 40, FormatRules.LabelValue),
        new("uri", 1103, value => GoUrl.TryParse(value, out _, out var error) ? [] : [error]),
        new("uuid", 70, value => ValueFormats.Fits("uuid", value) ? [] : ["does not match the UUID format"]),
        new("byte", 84, value => value.Length > 0 && ValueFormats.Fits("byte", value) ? [] : ["invalid base64"]),
        new("date", 71, value => ValueFormats.Fits("date", value) ? [] : ["invalid date"]),
        new("datetime", 71, value => ValueFormats.Fits("datetime", value) ? [] : ["invalid datetime"]),
    ];

    // Reading the text, by a pattern as long as the longest.
    private static readonly CelCost s_validating = new(
        sizes => sizes[1].Times(CelCost.StringTraversal).Times(LongestPattern * CelCost.RegexLength),
        (args, _) => CelCost.Ceiling((1.0 + args[1].Size) * CelCost.StringTraversal) * CelCost.Ceiling(((CelOpaque<CelFormat>)args[0]).Value.PatternLength * CelCost.RegexLength));

    public static void AddTo(CelFunctions functions)
    {
        functions.AddType(s_format.Name, s_format);
        foreach (var format in s_formats)
        {
            var value = new CelOpaque<CelFormat>(s_format, format);
            functions.Add("format." + format.Name, [], s_format, _ => value);
        }
        functions.Add("format.named", [CelType.String], Optional(s_format), Named);
        functions.AddMember("validate", [s_format, CelType.String], Optional(List(CelType.String)), Validate, s_validating);
    }

    private static CelOptional Named(CelValue[] args)
    {
        var found = Array.Find(s_formats, format => format.Name == Text(args[0]));
        return found is null ? CelOptional.None : CelOptional.Of(new CelOpaque<CelFormat>(s_format, found));
    }

    private static CelOptional Validate(CelValue[] args)
    {
        var errors = ((CelOpaque<CelFormat>)args[0]).Value.Check(Text(args[1]));
        return errors.Count == 0 ? CelOptional.None : CelOptional.Of(new CelItems([.. errors.Select(CelString.Of)]));
    }

    // A generated name may end with a hyphen, since more follows.
    private static string Masked(string prefix) => prefix.Length > 1 && prefix[^1] == '-' ? prefix[..^1] + "a" : prefix;

    /// <summary>A format by name: what is wrong with a text, and how long the pattern counts that tells.</summary>
    private sealed record CelFormat(string Name, int PatternLength, Func<string, IReadOnlyList<string>> Check)
    {
        public bool Equals(CelFormat? other) => other?.Name == Name;

        public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
    }
}
