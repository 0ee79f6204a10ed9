using Kube.Api.Models;

namespace Kube.Api.Validation;

/// <summary>Fields that hold a port's number or name, or a number or a percentage.</summary>
internal static class IntOrStringRules
{
    public static void ValidatePort(IntOrString port, FieldErrors errors, FieldPath path)
    {
        if (port.IsString) errors.InvalidEach(path, port.Text, FormatRules.PortName(port.Text!));
        else errors.InvalidEach(path, port.Number, FormatRules.PortNumber(port.Number));
    }

    /// <summary>A number that is not negative, or a percentage.</summary>
    public static void ValidatePositiveOrPercent(IntOrString? value, FieldErrors errors, FieldPath path)
    {
        if (value is not { } given) return;
        if (given.IsString) errors.InvalidEach(path, given.Text, FormatRules.Percent(given.Text!));
        else errors.NonNegative(path, given.Number);
    }

    /// <summary>A percentage may not be above 100.</summary>
    public static void ValidateAtMost100Percent(IntOrString? value, FieldErrors errors, FieldPath path)
    {
        if (Percent(value) is > 100) errors.Invalid(path, value, "must not be greater than 100%");
    }

    /// <summary>The number of a percentage; null for anything else.</summary>
    public static int? Percent(IntOrString? value) =>
        value is { IsString: true, Text: { } text } && FormatRules.IsPercent(text) && int.TryParse(text.AsSpan(0, text.Length - 1), out var percent)
            ? percent
            : null;

    /// <summary>The number, or the number of a percentage, as Go's validation compares them; 0 when it is neither.</summary>
    public static int Magnitude(IntOrString? value) => value is { IsString: false, Number: var number } ? number : Percent(value) ?? 0;
}
