using System.Text.RegularExpressions;
using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Formats;
using static Kube.Api.Cel.Functions.StandardFunctions;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Kubernetes' library of semantic versions.</summary>
internal static partial class SemverFunctions
{
    private static readonly CelType s_semver = Opaque("kubernetes.Semver");

    public static void AddTo(CelFunctions functions)
    {
        functions.AddType(s_semver.Name, s_semver);
        functions.Add("isSemver", [CelType.String], CelType.Bool, args => CelBool.Of(SemanticVersion.TryParse(Text(args[0]), out _, out _)), CelCost.FirstText);
        functions.Add("isSemver", [CelType.String, CelType.Bool], CelType.Bool,
            args => CelBool.Of(SemanticVersion.TryParse(Normal(args), out _, out _)), CelCost.FirstText);
        functions.Add("semver", [CelType.String], s_semver, args => Parse(Text(args[0])), CelCost.FirstText);
        functions.Add("semver", [CelType.String, CelType.Bool], s_semver, args => Parse(Normal(args)), CelCost.FirstText);
        functions.AddMember("major", [s_semver], Int, args => CelInt.Of(Of(args[0]).Major));
        functions.AddMember("minor", [s_semver], Int, args => CelInt.Of(Of(args[0]).Minor));
        functions.AddMember("patch", [s_semver], Int, args => CelInt.Of(Of(args[0]).Patch));
        functions.AddMember("isGreaterThan", [s_semver, s_semver], CelType.Bool, args => CelBool.Of(Of(args[0]).CompareTo(Of(args[1])) > 0));
        functions.AddMember("isLessThan", [s_semver, s_semver], CelType.Bool, args => CelBool.Of(Of(args[0]).CompareTo(Of(args[1])) < 0));
        functions.AddMember("compareTo", [s_semver, s_semver], Int, args => CelInt.Of(Math.Sign(Of(args[0]).CompareTo(Of(args[1])))));
    }

    private static SemanticVersion Of(CelValue value) => ((CelOpaque<SemanticVersion>)value).Value;

    private static CelValue Parse(string text) => SemanticVersion.TryParse(text, out var version, out var error)
        ? new CelOpaque<SemanticVersion>(s_semver, version)
        : new CelError(error);

    // With normalisation: without a leading v, with missing numbers as zero, without leading zeroes.
    private static string Normal(CelValue[] args)
    {
        var text = Text(args[0]);
        if (args[1] is not CelBool { Value: true }) return text;
        var match = LooseVersion().Match(text);
        return match.Success ? $"{Number(match, 1)}.{Number(match, 2)}.{Number(match, 3)}{match.Groups[4].Value}" : text;
    }

    private static string Number(Match match, int group)
    {
        var digits = match.Groups[group].Value.TrimStart('0');
        return digits.Length == 0 ? "0" : digits;
    }

    [GeneratedRegex(@"^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+].*)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LooseVersion();
}
