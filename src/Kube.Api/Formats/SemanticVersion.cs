using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Kube.Api.Formats;

/// <summary>A version by https://semver.org, version 2.</summary>
internal sealed record SemanticVersion(long Major, long Minor, long Patch, string[] PreRelease) : IComparable<SemanticVersion>
{
    public bool Equals(SemanticVersion? other) => other is not null && CompareTo(other) == 0;

    public override int GetHashCode() => HashCode.Combine(Major, Minor, Patch, PreRelease.Length);

    public static bool TryParse(string text, [NotNullWhen(true)] out SemanticVersion? version, [NotNullWhen(false)] out string? error)
    {
        version = null;
        if (text.Length == 0)
        {
            error = "Version string empty";
            return false;
        }
        var build = text.IndexOf('+', StringComparison.Ordinal) is var plus and >= 0 ? text[(plus + 1)..] : null;
        var rest = build is null ? text : text[..^(build.Length + 1)];
        var pre = rest.IndexOf('-', StringComparison.Ordinal) is var dash and >= 0 ? rest[(dash + 1)..] : null;
        if (pre is not null) rest = rest[..^(pre.Length + 1)];
        var numbers = rest.Split('.');
        if (numbers.Length != 3)
        {
            error = "No Major.Minor.Patch elements found";
            return false;
        }
        string[] names = ["Major", "Minor", "Patch"];
        var parsed = new long[3];
        for (var i = 0; i < 3; i++)
        {
            if (numbers[i].Length > 1 && numbers[i][0] == '0')
            {
                error = $"{names[i]} number must not contain leading zeroes \"{numbers[i]}\"";
                return false;
            }
            if (!long.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out parsed[i]))
            {
                error = $"Invalid character(s) found in {names[i].ToLowerInvariant()} number \"{numbers[i]}\"";
                return false;
            }
        }
        var parts = pre?.Split('.') ?? [];
        if (parts.Concat(build?.Split('.') ?? []).FirstOrDefault(part => !IsIdentifier(part)) is { } bad)
        {
            error = bad.Length == 0 ? "Prerelease is empty" : $"Invalid character(s) found in prerelease \"{bad}\"";
            return false;
        }
        (version, error) = (new SemanticVersion(parsed[0], parsed[1], parsed[2], parts), null);
        return true;
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null) return 1;
        if (Major != other.Major) return Major.CompareTo(other.Major);
        if (Minor != other.Minor) return Minor.CompareTo(other.Minor);
        if (Patch != other.Patch) return Patch.CompareTo(other.Patch);
        if (PreRelease.Length == 0 || other.PreRelease.Length == 0) return other.PreRelease.Length.CompareTo(PreRelease.Length) is var order && PreRelease.Length == 0 && other.PreRelease.Length == 0 ? 0 : Math.Sign(order);
        for (var i = 0; i < Math.Min(PreRelease.Length, other.PreRelease.Length); i++)
        {
            if (ComparePart(PreRelease[i], other.PreRelease[i]) is var part and not 0) return part;
        }
        return PreRelease.Length.CompareTo(other.PreRelease.Length);
    }

    private static int ComparePart(string left, string right)
    {
        var (leftIsNumber, rightIsNumber) = (left.All(char.IsAsciiDigit), right.All(char.IsAsciiDigit));
        if (leftIsNumber != rightIsNumber) return leftIsNumber ? -1 : 1;
        if (!leftIsNumber) return string.CompareOrdinal(left, right);
        var (a, b) = (left.TrimStart('0'), right.TrimStart('0'));
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
    }

    private static bool IsIdentifier(string part) => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
