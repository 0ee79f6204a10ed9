namespace Kube.Api.Models;

/// <summary>A schema or true or false, whichever JSON has: <c>additionalProperties</c> of a custom resource's schema.</summary>
public sealed partial class V1JSONSchemaPropsOrBool
{
    /// <summary>Whether anything is allowed; counts and is written when <see cref="Schema"/> is null, and true beside a schema.</summary>
    public bool Allows { get; set; }

    /// <summary>The schema; null when this is a boolean.</summary>
    public V1JSONSchemaProps? Schema { get; set; }
}
