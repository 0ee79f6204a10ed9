using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Kube.Store.Wal;

/// <summary>Bounds of a <see cref="TimeSpan"/>; <see cref="RangeAttribute"/> needs reflection for that type.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationRangeAttribute(string minimum, string maximum) : ValidationAttribute
{
    public string Minimum { get; } = minimum;

    public string Maximum { get; } = maximum;

    public override bool IsValid(object? value) =>
        value is TimeSpan time
        && time >= TimeSpan.Parse(Minimum, CultureInfo.InvariantCulture)
        && time <= TimeSpan.Parse(Maximum, CultureInfo.InvariantCulture);

    public override string FormatErrorMessage(string name) => $"{name} must be between {Minimum} and {Maximum}";
}
