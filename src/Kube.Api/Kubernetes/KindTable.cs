using Kube.Api.Models;
using Kube.Api.Tables;

namespace Kube.Api.Kubernetes;

/// <summary>A kind's columns and how a row is filled, side by side.</summary>
internal sealed class KindTable<T>(IReadOnlyList<TableColumn> columns, Action<T, TableRow> fill, Comparison<T>? order = null) : ResourceTable<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>See <see cref="HiddenAnnotation"/>.</summary>
    public string? Hidden { get; init; }

    public override IReadOnlyList<TableColumn> Columns => columns;

    public override string? HiddenAnnotation => Hidden;

    public override IComparer<IKubernetesObject<V1ObjectMeta>>? RowOrder { get; } =
        order is null ? null : Comparer<IKubernetesObject<V1ObjectMeta>>.Create((one, other) => order((T)one, (T)other));

    protected override void Fill(T obj, TableRow row) => fill(obj, row);
}
