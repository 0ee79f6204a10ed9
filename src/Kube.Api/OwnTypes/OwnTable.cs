using Kube.Api.CustomResources.Columns;
using Kube.Api.Models;
using Kube.Api.Tables;

namespace Kube.Api.OwnTypes;

/// <summary>How a class of somebody's own is shown.</summary>
internal sealed class OwnTable<T>(PathColumns columns, OwnCodec<T> codec) : ResourceTable<T>
    where T : class, IKubernetesObject<V1ObjectMeta>, new()
{
    public override IReadOnlyList<TableColumn> Columns => columns.Columns;

    protected override void Fill(T obj, TableRow row) => columns.Fill(obj.Metadata, () => codec.ToTree(obj), row);
}
