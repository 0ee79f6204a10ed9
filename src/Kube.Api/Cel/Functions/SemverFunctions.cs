using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Formats;
using static Kube.Api.Cel.Functions.StandardFunctions;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Kubernetes' library of semantic versions.</summary>
internal static class SemverFunctions
{
    private static readonly CelType s_semver = Opaque("kubernetes.Semver");
    private static readonly CelTextType<SemanticVersion> s_text = new(s_semver, Parse);

    public static void AddTo(CelFunctions functions)
    {
        s_text.AddTo(functions, "semver", "isSemver");
        functions.Add("isSemver", [CelType.String, CelType.Bool], CelType.Bool, args => CelBool.Of(ParseLoosely(args) is not CelError), CelCost.FirstText);
        functions.Add("semver", [CelType.String, CelType.Bool], s_semver, ParseLoosely, CelCost.FirstText);
        s_text.AddMember(functions, "major", Int, version => CelInt.Of(version.Major));
        s_text.AddMember(functions, "minor", Int, version => CelInt.Of(version.Minor));
        s_text.AddMember(functions, "patch", Int, version => CelInt.Of(version.Patch));
        s_text.AddOrder(functions, (one, other) => one.CompareTo(other));
    }

    private static CelValue Parse(string text) => SemanticVersion.TryParse(text, out var version, out var error)
        ? new CelOpaque<SemanticVersion>(s_semver, version)
        : new CelError(error);

    // With normalisation: without a leading v, with missing numbers as zero, without leading zeroes.
    private static CelValue ParseLoosely(CelValue[] args)
    {
        var text = Text(args[0]);
        if (args[1] is not CelBool { Value: true }) return Parse(text);
        List<string> parts = [.. (text.StartsWith('v') ? text[1..] : text).Split('.', 3).Select(WithoutZeroes)];
        if (parts.Count < 3 && parts[^1].AsSpan().ContainsAny('+', '-')) return new CelError("short version cannot contain PreRelease/Build meta data");
        while (parts.Count < 3) parts.Add("0");
        return Parse(string.Join('.', parts));
    }

    private static string WithoutZeroes(string part)
    {
        if (part.Length < 2) return part;
        var rest = part.TrimStart('0');
        return rest.Length > 0 && char.IsAsciiDigit(rest[0]) ? rest : "0" + rest;
    }
}
