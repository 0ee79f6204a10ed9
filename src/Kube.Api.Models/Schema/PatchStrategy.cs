namespace Kube.Api.Schema;

/// <summary>What strategic merge patch does with a field: <c>x-kubernetes-patch-strategy</c>; <c>merge,retainKeys</c> is both flags.</summary>
[Flags]
public enum PatchStrategy
{
    /// <summary>Nothing stated: objects and maps merge, lists are replaced.</summary>
    None = 0,

    /// <summary>A list whose items merge: by <see cref="FieldSchema.PatchMergeKey"/> when they are objects, as a set when they are scalars.</summary>
    Merge = 1,

    /// <summary>The field is replaced whole, even where it would merge.</summary>
    Replace = 2,

    /// <summary>The patch may carry <c>$retainKeys</c>, the only members to keep.</summary>
    RetainKeys = 4,
}
