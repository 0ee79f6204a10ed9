using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>The field paths in which two versions of an object differ. No path is in two of the sets.</summary>
internal sealed class FieldComparison(FieldSet added, FieldSet modified, FieldSet removed)
{
    public FieldSet Added { get; } = added;

    public FieldSet Modified { get; } = modified;

    public FieldSet Removed { get; } = removed;

    public bool IsSame => Added.IsEmpty && Modified.IsEmpty && Removed.IsEmpty;

    /// <summary>Compares by schema as upstream's structured-merge-diff does.</summary>
    /// <exception cref="FormatException">A list item has no key, or a set holds something other than scalars.</exception>
    public static FieldComparison Of(TreeObject before, TreeObject after, TypeSchema schema) => FieldComparer.Run(before, after, schema);

    public FieldComparison Filter(FieldFilter? filter) =>
        filter is null ? this : new FieldComparison(filter.Apply(Added), filter.Apply(Modified), filter.Apply(Removed));
}
