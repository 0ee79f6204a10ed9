using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Node.Hosting;
using Kube.Node.Netlink;
using Kube.Node.Work;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.NetworkPolicy;

/// <summary>Guards the pods of one node as network policies say, in the network namespace that the node is in.</summary>
internal sealed class NodePolicies(
    IKubeClientFactory clients, NetworkPolicyOptions options, string node, NetworkNamespace place, IWorkScheduler work, TimeProvider time, ILoggerFactory logs)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    private static readonly ClusterAccount s_account = new(
        "network-policy", "system:network-policy",
        new() { ApiGroups = [""], Resources = ["pods", "namespaces"], Verbs = ["list", "watch"] },
        new() { ApiGroups = ["networking.k8s.io"], Resources = ["networkpolicies"], Verbs = ["list", "watch"] });

    /// <summary>Grants the guard's account what it reads.</summary>
    public static Task GrantAsync(IKubeClient client, CancellationToken cancellationToken) => s_account.GrantAsync(client, cancellationToken);

    /// <summary>Runs until it is told to stop; then its rules are gone.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var logger = logs.CreateLogger<NodePolicies>();
        try
        {
            if (options.GrantAccess) await UntilDoneAsync(() => GrantAsync(clients.Create(UserInfo.ApiServer, "network-policy"), stopping), logger, stopping);
            await using var caches = new ResourceCaches(clients.Create(s_account.User, "network-policy"), work, time, logs);
            var state = new PolicyState(node);
            PolicyEnforcer? enforcer = null;
            await UntilDoneAsync(
                () =>
                {
                    enforcer = new PolicyEnforcer(state, place, options.TableName, logger);
                    return Task.CompletedTask;
                },
                logger, stopping);
            using (enforcer) await FollowAsync(caches, state, enforcer!, logger, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task FollowAsync(ResourceCaches caches, PolicyState state, PolicyEnforcer enforcer, ILogger logger, CancellationToken stopping)
    {
        var (policies, pods, namespaces) = (caches.For<V1NetworkPolicy>(), caches.For<V1Pod>(), caches.For<V1Namespace>());
        var changes = new PolicyChanges();
        using var followsPolicies = policies.Subscribe(changes);
        using var followsPods = pods.Subscribe(changes);
        using var followsNamespaces = namespaces.Subscribe(changes);
        foreach (var cache in (ICacheProgress[])[policies, pods, namespaces]) await cache.WaitForSyncAsync(stopping);
        changes.Ring();
        while (true)
        {
            var changed = await changes.TakeAsync(stopping);
            foreach (var name in changed.Namespaces) state.SetNamespace(name, namespaces.TryGet(new(name), out var ns) ? ns : null);
            foreach (var key in changed.Pods) state.SetPod(key, pods.TryGet(key, out var pod) ? pod : null);
            foreach (var key in changed.Policies) state.SetPolicy(key, policies.TryGet(key, out var policy) ? policy : null);
            await UntilDoneAsync(
                () =>
                {
                    enforcer.Apply();
                    return Task.CompletedTask;
                },
                logger, stopping);
        }
    }

    // The server may not answer yet, or the kernel may have no room: neither is final.
    private async Task UntilDoneAsync(Func<Task> action, ILogger logger, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                PolicyLog.SyncFailed(logger, e);
                await Task.Delay(s_retry, time, stopping);
            }
        }
    }
}
