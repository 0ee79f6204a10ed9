using System.Collections.Concurrent;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Node.Agent;

/// <summary>Finds the handlers of RuntimeClasses, which do not change once they are made.</summary>
internal sealed class RuntimeClasses(IKubeClient client)
{
    private readonly ConcurrentDictionary<string, (string Uid, string Handler)> _known = new(StringComparer.Ordinal);

    /// <summary>The handler that a pod wants; empty: the default one.</summary>
    /// <exception cref="PodSetupException">There is no such class, or the server is away.</exception>
    public async ValueTask<string> HandlerOfAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        if (pod.Spec.RuntimeClassName is not { Length: > 0 } name) return "";
        try
        {
            var found = await client.For<V1RuntimeClass>().GetAsync(new(name), cancellationToken);
            _known[name] = (found.Metadata.Uid ?? "", found.Handler);
            return found.Handler;
        }
        catch (NotFoundException)
        {
            throw new PodSetupException($"failed to get sandbox runtime: runtimeclass.node.k8s.io \"{name}\" not found");
        }
        catch (Exception e) when (e is IOException or HttpRequestException or ApiException)
        {
            return _known.TryGetValue(name, out var known) ? known.Handler : throw new PodSetupException($"failed to get sandbox runtime: {e.Message}");
        }
    }
}
