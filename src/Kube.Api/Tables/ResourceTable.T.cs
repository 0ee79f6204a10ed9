using Kube.Api.Models;

namespace Kube.Api.Tables;

/// <summary>How a kind is shown as a Table.</summary>
/// <typeparam name="T">The kind as it is served.</typeparam>
public abstract class ResourceTable<T> : ResourceTable
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Adds one cell per column for <paramref name="obj"/>, which it only reads.</summary>
    protected abstract void Fill(T obj, TableRow row);

    /// <inheritdoc/>
    public sealed override void FillRow(IKubernetesObject<V1ObjectMeta> obj, TableRow row) => Fill((T)obj, row);
}
