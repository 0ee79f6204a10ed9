using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Formats;
using Kube.Api.Validation;
using static Kube.Api.Cel.Functions.StandardFunctions;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Kubernetes' format library: <c>format.dns1123Label().validate(x)</c> gives none, or the messages of what is wrong.</summary>
internal static class FormatFunctions
{
    private static readonly CelType s_format = Opaque("kubernetes.NamedFormat");

    private static readonly (string Name, Func<string, IReadOnlyList<string>> Check)[] s_formats =
    [
        ("dns1123Label", FormatRules.DnsLabel),
        ("dns1123Subdomain", FormatRules.DnsSubdomain),
        ("dns1035Label", FormatRules.Dns1035Label),
        ("qualifiedName", FormatRules.QualifiedName),
        ("dns1123LabelPrefix", value => FormatRules.DnsLabel(Masked(value))),
        ("dns1123SubdomainPrefix", value => FormatRules.DnsSubdomain(Masked(value))),
        ("dns1035LabelPrefix", value => FormatRules.Dns1035Label(Masked(value))),
        ("labelValue", FormatRules.LabelValue),
        ("uri", value => GoUrl.TryParse(value, out _, out var error) ? [] : [error]),
        ("uuid", value => IsUuid(value) ? [] : ["does not match the UUID format"]),
        ("byte", value => IsBase64(value) ? [] : ["invalid base64"]),
        ("date", value => DateTime.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? [] : ["invalid date"]),
        ("datetime", value => CelTimes.ParseTimestamp(CelString.Of(value)) is CelError ? ["invalid datetime"] : []),
    ];

    public static void AddTo(CelFunctions functions)
    {
        functions.AddType(s_format.Name, s_format);
        foreach (var (name, check) in s_formats)
        {
            var value = new CelOpaque<Func<string, IReadOnlyList<string>>>(s_format, check);
            functions.Add("format." + name, [], s_format, _ => value);
        }
        functions.Add("format.named", [CelType.String], Optional(s_format), Named);
        functions.AddMember("validate", [s_format, CelType.String], Optional(List(CelType.String)), Validate, CelCost.SecondText);
    }

    private static CelOptional Named(CelValue[] args)
    {
        var check = s_formats.FirstOrDefault(format => format.Name == Text(args[0])).Check;
        return check is null ? CelOptional.None : CelOptional.Of(new CelOpaque<Func<string, IReadOnlyList<string>>>(s_format, check));
    }

    private static CelOptional Validate(CelValue[] args)
    {
        var errors = ((CelOpaque<Func<string, IReadOnlyList<string>>>)args[0]).Value(Text(args[1]));
        return errors.Count == 0 ? CelOptional.None : CelOptional.Of(new CelItems([.. errors.Select(CelString.Of)]));
    }

    // A generated name may end with a hyphen, since more follows.
    private static string Masked(string prefix) => prefix.Length > 1 && prefix[^1] == '-' ? prefix[..^1] + "a" : prefix;

    private static bool IsUuid(string value) => value.Length == 36 && Guid.TryParseExact(value, "D", out _);

    private static bool IsBase64(string value) => value.Length > 0 && Base64.IsValid(Encoding.UTF8.GetBytes(value));
}
