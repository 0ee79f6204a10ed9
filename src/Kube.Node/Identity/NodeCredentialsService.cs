using Kube.Node.Hosting;
using Kube.Store.Work;

namespace Kube.Node.Identity;

/// <summary>Keeps the node's certificates valid for as long as the host runs.</summary>
internal sealed class NodeCredentialsService(NodeCredentials credentials, IWorkScheduler work) : HostedLoop("node.credentials", work)
{
    protected override Task RunAsync(CancellationToken stopping) => credentials.RunAsync(stopping);
}
