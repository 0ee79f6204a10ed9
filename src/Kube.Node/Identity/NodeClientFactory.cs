using System.Collections.Concurrent;
using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Http;

namespace Kube.Node.Identity;

/// <summary>Makes the clients of a node in a process of its own: the agent's are the node, by its certificate, and others are who their kubeconfigs say. Nobody impersonates.</summary>
internal sealed class NodeClientFactory(NodeCredentials credentials, NodeCredentialsOptions options, TimeProvider time) : IKubeClientFactory, IDisposable
{
    private readonly ConcurrentBag<HttpKubeClient> _others = [];

    public IKubeClient Create(UserInfo user, string name)
    {
        if (user.Name == credentials.User.Name) return credentials.Clients.Create(user, name);
        if (!options.Kubeconfigs.TryGetValue(user.Name, out var file)) throw new KubeconfigException($"this node has no kubeconfig for {user.Name}");
        var client = HttpKubeClient.Create(Kubeconfig.Load(file), name, time);
        _others.Add(client);
        return client;
    }

    public void Dispose()
    {
        foreach (var client in _others) client.Dispose();
    }
}
