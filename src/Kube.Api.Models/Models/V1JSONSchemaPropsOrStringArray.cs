namespace Kube.Api.Models;

/// <summary>A schema or a list of strings, whichever JSON has: <c>dependencies</c> of a custom resource's schema.</summary>
public sealed partial class V1JSONSchemaPropsOrStringArray
{
    /// <summary>The schema; null when this is a list.</summary>
    public V1JSONSchemaProps? Schema { get; set; }

    /// <summary>The strings; written when they are not empty.</summary>
    public List<string>? Property { get; set; }
}
