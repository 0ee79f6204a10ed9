namespace Kube.Api.OwnTypes;

/// <summary>A column of <c>kubectl get</c>, beside the name.</summary>
/// <param name="name">The heading.</param>
/// <param name="jsonPath">Where the value stands, such as <c>.spec.size</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PrinterColumnAttribute(string name, string jsonPath) : Attribute
{
    /// <summary>The heading.</summary>
    public string Name { get; } = name;

    /// <summary>Where the value stands.</summary>
    public string JsonPath { get; } = jsonPath;

    /// <summary><c>string</c> (default), <c>integer</c>, <c>number</c>, <c>boolean</c> or <c>date</c>, which is shown as an age.</summary>
    public string Type { get; init; } = "string";

    /// <summary>0 (default) is always shown; above that only in the wide form.</summary>
    public int Priority { get; init; }

    /// <summary>What it shows. Default none.</summary>
    public string? Description { get; init; }
}
