using Kube.Api.Models;
using Kube.Api.Tables;

namespace Kube.Api.CustomResources.Columns;

/// <summary>How a custom resource is shown: its name, and the columns that its definition brings, or its age.</summary>
internal sealed class CustomTable(PathColumns columns) : ResourceTable<CustomObject>
{
    private static readonly CustomTable s_plain = new(PathColumns.Plain);

    public override IReadOnlyList<TableColumn> Columns => columns.Columns;

    public static CustomTable Of(IReadOnlyList<V1CustomResourceColumnDefinition>? columns) => columns is { Count: > 0 } ? new(PathColumns.Of(columns)) : s_plain;

    protected override void Fill(CustomObject obj, TableRow row) => columns.Fill(obj.Metadata, () => CustomObjectCodec.ToTree(obj), row);
}
