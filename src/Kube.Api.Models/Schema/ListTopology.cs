namespace Kube.Api.Schema;

/// <summary>How the items of a list are owned and merged by apply: <c>x-kubernetes-list-type</c>.</summary>
public enum ListTopology
{
    /// <summary>The list is one value, owned and replaced whole. What a list without a stated type is.</summary>
    Atomic,

    /// <summary>Scalars, each at most once, each owned alone.</summary>
    Set,

    /// <summary>Objects told apart by <see cref="TypeSchema.ListMapKeys"/>, each owned alone.</summary>
    Map,
}
