namespace Kube.Api.Validation;

/// <summary>Label keys and values, qualified names, keys of config maps, names of environment variables and the like.</summary>
internal static partial class FormatRules
{
    private const string QualifiedNameRule =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

    private const string QualifiedNameFormat = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

    private static readonly string QualifiedNameText = RegexError(QualifiedNameRule, QualifiedNameFormat, "MyName", "my.name", "123-abc");

    private static readonly string LabelValueText = RegexError(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?", "MyValue", "my_value", "12345");

    private static readonly string ConfigKeyText = RegexError(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'", "[-._a-zA-Z0-9]+", "key.name", "KEY_NAME", "key-name");

    private static readonly string CIdentifierText = RegexError(
        "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
        "[A-Za-z_][A-Za-z0-9_]*", "my_name", "MY_NAME", "MyName");

    private static readonly string EnvironmentNameText = RegexError(
        "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
        "[-._a-zA-Z][-._a-zA-Z0-9]*", "my.env-name", "MY_ENV.NAME", "MyEnvName1");

    private static readonly string PercentText = RegexError(
        "a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%", "1%", "93%");

    private static readonly string HttpHeaderText = RegexError(
        "a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+", "X-Header-Name");

    /// <summary><c>example.com/name</c> or <c>name</c>: keys of labels and annotations, names of resources, finalizers.</summary>
    public static IReadOnlyList<string> QualifiedName(string value)
    {
        var parts = value.Split('/');
        if (parts.Length > 2)
            return [$"a valid label key {QualifiedNameText} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        var name = parts[^1];
        if (parts.Length == 1 && name.Length is > 0 and <= LabelMaxLength && IsLabelText(name)) return [];

        var errors = new List<string>();
        if (parts.Length == 2)
        {
            if (parts[0].Length == 0) errors.Add("prefix part " + EmptyError);
            else foreach (var error in DnsSubdomainBytes(parts[0])) errors.Add("prefix part " + error);
        }

        if (name.Length == 0) errors.Add("name part " + EmptyError);
        else if (Utf8Length(name) > LabelMaxLength) errors.Add("name part " + MaxBytes(LabelMaxLength));
        if (!IsLabelText(name)) errors.Add("name part " + QualifiedNameText);
        return errors;
    }

    /// <summary>A label's value: empty, or at most 63 of letters, digits, '-', '_' and '.'.</summary>
    public static IReadOnlyList<string> LabelValue(string value) =>
        Errors(Utf8Length(value) > LabelMaxLength ? MaxBytes(LabelMaxLength) : null, value.Length == 0 || IsLabelText(value) ? null : LabelValueText);

    /// <summary>A key of a ConfigMap or Secret.</summary>
    public static IReadOnlyList<string> ConfigMapKey(string value)
    {
        var text = value.Length > 0 && value.AsSpan().IndexOfAnyExcept(KeyCharacters) < 0 ? null : ConfigKeyText;
        if (Utf8Length(value) <= SubdomainMaxLength) return Errors(text, DirectoryStep(value));
        return DirectoryStep(value) is { } step ? [.. Errors(MaxLength(SubdomainMaxLength), text), step] : Errors(MaxLength(SubdomainMaxLength), text);
    }

    /// <summary>An identifier of the C language.</summary>
    public static IReadOnlyList<string> CIdentifier(string value)
    {
        var valid = value.Length > 0 && !char.IsAsciiDigit(value[0]);
        foreach (var c in value) valid &= char.IsAsciiLetterOrDigit(c) || c == '_';
        return valid ? [] : [CIdentifierText];
    }

    /// <summary>The name of an environment variable, by the stricter rule that keys of a source imported whole still follow.</summary>
    public static IReadOnlyList<string> StrictEnvironmentName(string value)
    {
        var valid = value.Length > 0 && !char.IsAsciiDigit(value[0]) && value.AsSpan().IndexOfAnyExcept(KeyCharacters) < 0;
        return Errors(valid ? null : EnvironmentNameText, DirectoryStep(value));
    }

    /// <summary>The name of an environment variable: printable ASCII without '='.</summary>
    public static IReadOnlyList<string> EnvironmentName(string value)
    {
        if (value.Length == 0) return ["environment variable name " + EmptyError];
        return value.AsSpan().ContainsAnyExceptInRange(' ', '~') || value.Contains('=')
            ? ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
            : [];
    }

    /// <summary><c>93%</c>.</summary>
    public static IReadOnlyList<string> Percent(string value) => IsPercent(value) ? [] : [PercentText];

    public static bool IsPercent(string value) => value.Length > 1 && value[^1] == '%' && !value.AsSpan(0, value.Length - 1).ContainsAnyExceptInRange('0', '9');

    /// <summary>The name of an HTTP header.</summary>
    public static IReadOnlyList<string> HttpHeaderName(string value)
    {
        var valid = value.Length > 0;
        foreach (var c in value) valid &= char.IsAsciiLetterOrDigit(c) || c == '-';
        return valid ? [] : [HttpHeaderText];
    }

    /// <summary>A name that can be one segment of a URL's path.</summary>
    public static IReadOnlyList<string> PathSegment(string value)
    {
        if (value is "." or "..") return [$"may not be '{value}'"];
        return PathSegmentPrefix(value);
    }

    /// <summary>The start of a name that can be one segment of a URL's path.</summary>
    public static IReadOnlyList<string> PathSegmentPrefix(string value) =>
        Errors(value.Contains('/') ? "may not contain '/'" : null, value.Contains('%') ? "may not contain '%'" : null);

    /// <summary><c>acme.io/foo</c>: a subdomain, a slash and a path.</summary>
    public static void DomainPrefixedPath(FieldErrors errors, FieldPath path, string value)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
            return;
        }

        var slash = value.IndexOf('/');
        if (slash <= 0 || slash == value.Length - 1)
        {
            errors.Invalid(path, value, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }

        foreach (var error in DnsSubdomain(value[..slash])) errors.Invalid(path, value[..slash], error);
        foreach (var c in value.AsSpan(slash + 1))
        {
            if (char.IsAsciiLetterOrDigit(c) || "/!$&'()*+,;=:@-._~%".Contains(c)) continue;
            errors.Invalid(path, value[(slash + 1)..], RegexError("Invalid path", "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"));
            return;
        }
    }

    private static System.Buffers.SearchValues<char> KeyCharacters { get; } =
        System.Buffers.SearchValues.Create("-._abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private static bool IsLabelText(ReadOnlySpan<char> value) =>
        !value.IsEmpty && char.IsAsciiLetterOrDigit(value[0]) && char.IsAsciiLetterOrDigit(value[^1]) && value.IndexOfAnyExcept(KeyCharacters) < 0;

    private static string? DirectoryStep(string value) => value switch
    {
        "." => "must not be '.'",
        ".." => "must not be '..'",
        _ when value.StartsWith("..", StringComparison.Ordinal) => "must not start with '..'",
        _ => null,
    };
}
