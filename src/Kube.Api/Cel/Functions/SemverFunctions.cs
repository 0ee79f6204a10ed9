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
    private static readonly CelTextType<SemanticVersion> s_text = new(s_semver, Parse);

    public static void AddTo(CelFunctions functions)
    {
        s_text.AddTo(functions, "semver", "isSemver");
        functions.Add("isSemver", [CelType.String, CelType.Bool], CelType.Bool, args => CelBool.Of(Parse(Normal(args)) is not CelError), CelCost.FirstText);
        functions.Add("semver", [CelType.String, CelType.Bool], s_semver, args => Parse(Normal(args)), CelCost.FirstText);
        s_text.AddMember(functions, "major", Int, version => CelInt.Of(version.Major));
        s_text.AddMember(functions, "minor", Int, version => CelInt.Of(version.Minor));
        s_text.AddMember(functions, "patch", Int, version => CelInt.Of(version.Patch));
        s_text.AddOrder(functions, (one, other) => one.CompareTo(other));
    }

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
