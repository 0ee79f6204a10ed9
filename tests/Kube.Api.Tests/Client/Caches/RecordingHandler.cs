using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Api.Tests.Client.Caches;

internal sealed class RecordingHandler : ICacheHandler<V1ConfigMap>
{
    public List<string> Heard { get; } = [];

    public void Added(V1ConfigMap obj, bool isInitial) => Heard.Add($"{(isInitial ? "initial" : "added")} {obj.Metadata.Name}@{obj.Metadata.ResourceVersion}");

    public void Updated(V1ConfigMap old, V1ConfigMap current) =>
        Heard.Add($"updated {current.Metadata.Name}@{old.Metadata.ResourceVersion}-{current.Metadata.ResourceVersion}");

    public void Deleted(V1ConfigMap last) => Heard.Add($"deleted {last.Metadata.Name}@{last.Metadata.ResourceVersion}");
}
