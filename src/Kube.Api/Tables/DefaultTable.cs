using Kube.Api.Models;

namespace Kube.Api.Tables;

/// <summary>The table of a resource that brings none: its name and when it was created.</summary>
public sealed class DefaultTable : ResourceTable
{
    private DefaultTable()
    {
    }

    /// <summary>The one instance.</summary>
    public static DefaultTable Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<TableColumn> Columns { get; } =
        [TableColumn.ObjectName, new("Created At", "date", "When the object was created, by the server's clock.")];

    /// <inheritdoc/>
    public override void FillRow(IKubernetesObject<V1ObjectMeta> obj, TableRow row) =>
        row.Text(obj.Metadata.Name).Text(obj.Metadata.CreationTimestamp?.ToString("yyyy-MM-ddTHH:mm:ssZ"));
}
