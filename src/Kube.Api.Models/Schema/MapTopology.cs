namespace Kube.Api.Schema;

/// <summary>How the members of an object or map are owned and merged by apply: <c>x-kubernetes-map-type</c>.</summary>
public enum MapTopology
{
    /// <summary>Each member is owned alone. What an object or map without a stated type is.</summary>
    Granular,

    /// <summary>The object is one value, owned and replaced whole.</summary>
    Atomic,
}
