namespace Kube.Api.ManagedFields;

/// <summary>What a set holds at one path element: the path itself, paths below it, or both.</summary>
internal readonly struct FieldEntry(PathElement element, bool member, FieldSet? children)
{
    public PathElement Element { get; } = element;

    /// <summary>The path that ends here is in the set.</summary>
    public bool Member { get; } = member;

    /// <summary>The paths below; null when there are none (never an empty set).</summary>
    public FieldSet? Children { get; } = children;
}
