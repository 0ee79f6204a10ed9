namespace Kube.Api.OwnTypes;

/// <summary>Says as which resource a class of your own is served.</summary>
/// <param name="group">The API group, such as <c>shop.example.com</c>: a DNS subdomain of your own.</param>
/// <param name="version">The version, such as <c>v1</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KubernetesResourceAttribute(string group, string version) : Attribute
{
    /// <summary>The API group.</summary>
    public string Group { get; } = group;

    /// <summary>The version.</summary>
    public string Version { get; } = version;

    /// <summary>The kind. Default: the name of the class.</summary>
    public string? Kind { get; init; }

    /// <summary>The lower-case plural that stands in paths. Default: the kind in lower case with an <c>s</c> behind it.</summary>
    public string? Plural { get; init; }

    /// <summary>Lives in a namespace. Default true.</summary>
    public bool Namespaced { get; init; } = true;

    /// <summary>Short names for kubectl. Default none.</summary>
    public string[] ShortNames { get; init; } = [];

    /// <summary>Categories, such as <c>all</c>. Default none.</summary>
    public string[] Categories { get; init; } = [];
}
