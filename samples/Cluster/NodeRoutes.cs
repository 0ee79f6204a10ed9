using System.Net;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Samples.Cluster;

/// <summary>Routes the pods of each node to it, by the range that the cluster has given to it.</summary>
internal sealed class NodeRoutes(IKubeClient client, IReadOnlyDictionary<string, IPAddress> nodes, string bridge, Func<string, Task> ip)
{
    public async Task RunAsync(CancellationToken stopping)
    {
        var routed = new Dictionary<string, string>();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // From revision 0, a watch begins with what is there.
                await foreach (var change in client.For<V1Node>().WatchAsync("", new ListOptions { ResourceVersion = "0" }, stopping))
                {
                    var (name, range) = (change.Object.Metadata.Name!, change.Object.Spec?.PodCIDR);
                    if (string.IsNullOrEmpty(range) || !nodes.TryGetValue(name, out var address) || routed.GetValueOrDefault(name) == range) continue;
                    await ip($"route replace {range} via {address} dev {bridge}");
                    routed[name] = range;
                }
            }
            catch (ApiException)
            {
                // Too far behind; it begins anew.
            }
            catch (IOException refused)
            {
                await Console.Error.WriteLineAsync($"cluster: {refused.Message}");
                return;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
