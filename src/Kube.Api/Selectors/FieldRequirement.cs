namespace Kube.Api.Selectors;

/// <summary>One condition of a field selector.</summary>
/// <param name="Field">The field's name in selectors.</param>
/// <param name="Value">The value.</param>
/// <param name="Negated">The field must not have the value.</param>
public sealed record FieldRequirement(string Field, string Value, bool Negated = false);
