using System.Text;

namespace Kube.Api.Validation;

/// <summary>The formats that many fields share. Every rule returns what is wrong in upstream's words (<c>k8s.io/apimachinery/pkg/util/validation</c>
/// and <c>pkg/api/validate/content</c>, 1.36); an empty list means valid.</summary>
/// <remarks>The patterns are matched by hand: names and labels are checked on every write, and the texts quote upstream's regular expressions.</remarks>
internal static partial class FormatRules
{
    public const int LabelMaxLength = 63;
    public const int SubdomainMaxLength = 253;
    public const string EmptyError = "must be non-empty";

    private const string DnsLabelFormat = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string SubdomainFormat = DnsLabelFormat + @"(\." + DnsLabelFormat + ")*";

    private static readonly string DnsLabelText = RegexError(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
        DnsLabelFormat, "my-name", "123-abc");

    private static readonly string SubdomainText = RegexError(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        SubdomainFormat, "example.com");

    private static readonly string SubdomainWithUnderscoreText = RegexError(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        SubdomainFormat, "example.com");

    private static readonly string Dns1035Text = RegexError(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
        "[a-z]([-a-z0-9]*[a-z0-9])?", "my-name", "abc-123");

    private static readonly string WildcardText = RegexError(
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, "
        + "'-' or '.' and end with an alphanumeric character",
        @"\*\." + SubdomainFormat, "*.example.com");

    /// <summary>RFC 1123 label: <c>my-name</c>, at most 63 characters.</summary>
    public static IReadOnlyList<string> DnsLabel(string value)
    {
        var length = value.Length > LabelMaxLength ? MaxLength(LabelMaxLength) : null;
        if (IsDnsLabel(value)) return Errors(length);
        return Errors(length, IsSubdomain(value) ? "must not contain dots" : DnsLabelText);
    }

    /// <summary>RFC 1123 subdomain: <c>my.name</c>, at most 253 characters.</summary>
    public static IReadOnlyList<string> DnsSubdomain(string value) =>
        Errors(Utf8Length(value) > SubdomainMaxLength ? MaxLength(SubdomainMaxLength) : null, IsSubdomain(value) ? null : SubdomainText);

    /// <summary>As <see cref="DnsSubdomain"/>, worded as declarative validation words it ("bytes").</summary>
    public static IReadOnlyList<string> DnsSubdomainBytes(string value) =>
        Errors(Utf8Length(value) > SubdomainMaxLength ? MaxBytes(SubdomainMaxLength) : null, IsSubdomain(value) ? null : SubdomainText);

    /// <summary>DNS-1035 label: as an RFC 1123 label, but starting with a letter.</summary>
    public static IReadOnlyList<string> Dns1035Label(string value)
    {
        var valid = IsDnsLabel(value) && char.IsAsciiLetterLower(value[0]);
        return Errors(value.Length > LabelMaxLength ? MaxLength(LabelMaxLength) : null, valid ? null : Dns1035Text);
    }

    /// <summary><c>*.example.com</c>.</summary>
    public static IReadOnlyList<string> WildcardSubdomain(string value)
    {
        var valid = value.StartsWith("*.", StringComparison.Ordinal) && IsSubdomain(value.AsSpan(2));
        return Errors(Utf8Length(value) > SubdomainMaxLength ? MaxLength(SubdomainMaxLength) : null, valid ? null : WildcardText);
    }

    /// <summary>As <see cref="DnsSubdomain"/>, with underscores, as the search domains of resolvers may have them.</summary>
    public static IReadOnlyList<string> DnsSubdomainWithUnderscore(string value)
    {
        var valid = value.Split('.').All(static label =>
            IsDnsLabel((label.StartsWith('_') ? label.AsSpan(1) : label).ToString().Replace('_', '-')));
        return Errors(Utf8Length(value) > SubdomainMaxLength ? MaxLength(SubdomainMaxLength) : null, valid ? null : SubdomainWithUnderscoreText);
    }

    /// <summary>A fully qualified name, such as a webhook's.</summary>
    public static void FullyQualifiedName(FieldErrors errors, FieldPath path, string value)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
            return;
        }

        var wrong = DnsSubdomain(value);
        errors.InvalidEach(path, value, wrong);
        if (wrong.Count == 0 && value.Split('.').Length < 3)
            errors.Invalid(path, value, "should be a domain with at least three segments separated by dots");
    }

    public static bool IsDnsLabel(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || !IsLowerAlphanumeric(value[0]) || !IsLowerAlphanumeric(value[^1])) return false;
        foreach (var c in value)
        {
            if (!IsLowerAlphanumeric(c) && c != '-') return false;
        }

        return true;
    }

    public static bool IsSubdomain(ReadOnlySpan<char> value)
    {
        while (true)
        {
            var dot = value.IndexOf('.');
            if (dot < 0) return IsDnsLabel(value);
            if (!IsDnsLabel(value[..dot])) return false;
            value = value[(dot + 1)..];
        }
    }

    public static string MaxLength(int length) => $"must be no more than {length} characters";

    public static string MaxBytes(int length) => $"must be no more than {length} bytes";

    public static string Between(int lowest, int highest) => $"must be between {lowest} and {highest}, inclusive";

    /// <summary>Upstream's sentence about a pattern, its examples and its regular expression.</summary>
    public static string RegexError(string rule, string format, params ReadOnlySpan<string> examples)
    {
        if (examples.IsEmpty) return $"{rule} (regex used for validation is '{format}')";
        var text = new StringBuilder(rule).Append(" (e.g. ");
        for (var i = 0; i < examples.Length; i++)
        {
            text.Append(i > 0 ? " or '" : "'").Append(examples[i]).Append("', ");
        }

        return text.Append("regex used for validation is '").Append(format).Append("')").ToString();
    }

    /// <summary>Go counts bytes, so a name outside ASCII is longer than its characters.</summary>
    public static int Utf8Length(string value) => Encoding.UTF8.GetByteCount(value);

    private static bool IsLowerAlphanumeric(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);

    private static IReadOnlyList<string> Errors(string? first, string? second = null) => (first, second) switch
    {
        (null, null) => [],
        (null, _) => [second],
        (_, null) => [first],
        _ => [first, second],
    };
}
