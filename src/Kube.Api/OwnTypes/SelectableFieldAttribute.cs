namespace Kube.Api.OwnTypes;

/// <summary>A field that <c>fieldSelector</c> accepts for the resource.</summary>
/// <param name="jsonPath">Where it stands, such as <c>.spec.color</c>: a text, number or boolean.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SelectableFieldAttribute(string jsonPath) : Attribute
{
    /// <summary>Where it stands.</summary>
    public string JsonPath { get; } = jsonPath;
}
