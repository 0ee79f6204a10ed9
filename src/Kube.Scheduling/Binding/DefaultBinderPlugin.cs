using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Binding;

/// <summary>Writes the binding through <c>pods/binding</c>. The uid is a condition: a new pod of the same name is another pod.</summary>
internal sealed class DefaultBinderPlugin(IKubeClient client) : IBindPlugin
{
    private readonly IResourceClient<V1Pod> _pods = client.For<V1Pod>();

    public string Name => PluginNames.DefaultBinder;

    public async ValueTask<Verdict> BindAsync(CycleState state, PodInfo pod, string nodeName, CancellationToken cancellationToken)
    {
        var key = pod.Key;
        var binding = new V1Binding
        {
            Metadata = new() { Namespace = key.Namespace, Name = key.Name, Uid = pod.Uid },
            Target = new() { Kind = "Node", Name = nodeName },
        };
        await _pods.CreateAsync(key, "binding", binding, WriteOptions.Default, cancellationToken);
        return Verdict.Feasible;
    }
}
