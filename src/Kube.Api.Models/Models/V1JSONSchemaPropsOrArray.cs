namespace Kube.Api.Models;

/// <summary>One schema or a list of schemas, whichever JSON has: <c>items</c> of a custom resource's schema.</summary>
public sealed partial class V1JSONSchemaPropsOrArray
{
    /// <summary>The one schema; null when this is a list.</summary>
    public V1JSONSchemaProps? Schema { get; set; }

    /// <summary>The schemas; written when they are not empty.</summary>
    public List<V1JSONSchemaProps>? JSONSchemas { get; set; }
}
