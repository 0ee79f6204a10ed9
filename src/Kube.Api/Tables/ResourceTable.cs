using Kube.Api.Models;

namespace Kube.Api.Tables;

/// <summary>How a resource is shown as a Table. One instance serves every request at once. For a kind of your own derive from <see cref="ResourceTable{T}"/>.</summary>
public abstract class ResourceTable
{
    /// <summary>The columns, in order.</summary>
    public abstract IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>An annotation that metadata alone (beside cells, or as PartialObjectMetadata) does not show, since upstream's internal form keeps it elsewhere; null: none.</summary>
    public virtual string? HiddenAnnotation => null;

    /// <summary>How the rows of a list stand, for a kind that is not shown by name; null: as the list has them.</summary>
    public virtual IComparer<IKubernetesObject<V1ObjectMeta>>? RowOrder => null;

    /// <summary>Adds one cell per column for <paramref name="obj"/>, which it only reads.</summary>
    public abstract void FillRow(IKubernetesObject<V1ObjectMeta> obj, TableRow row);
}
