namespace Kube.Api.OwnTypes;

/// <summary>Gives a class of your own the subresource <c>scale</c>. Paths are JSON paths below the object, such as <c>.spec.replicas</c>.</summary>
/// <param name="specPath">Where the wished number stands; below <c>.spec</c>.</param>
/// <param name="statusPath">Where the present number stands; below <c>.status</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ResourceScaleAttribute(string specPath, string statusPath) : Attribute
{
    /// <summary>Where the wished number stands.</summary>
    public string SpecPath { get; } = specPath;

    /// <summary>Where the present number stands.</summary>
    public string StatusPath { get; } = statusPath;

    /// <summary>Where the label selector stands, as text; null for none, and then no autoscaler can use it.</summary>
    public string? SelectorPath { get; init; }
}
