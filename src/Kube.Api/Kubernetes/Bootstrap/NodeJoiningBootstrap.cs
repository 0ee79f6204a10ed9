using Kube.Api.Authentication;
using Kube.Api.Authentication.BootstrapTokens;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Microsoft.Extensions.Hosting;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>Makes the bindings by which nodes join, unless they are there: what somebody has changed in them stays.</summary>
internal sealed class NodeJoiningBootstrap(BootstrapObjects objects) : IHostedService
{
    private const string Group = "rbac.authorization.k8s.io";

    private static readonly GroupVersionResource s_bindings = new(Group, "v1", "clusterrolebindings");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!objects.Serves(s_bindings)) return;
        await Task.WhenAll(
            KeepAsync("create-csrs-for-bootstrapping", "system:node-bootstrapper", BootstrapTokenSecret.Group, cancellationToken),
            KeepAsync("auto-approve-csrs-for-group", "system:certificates.k8s.io:certificatesigningrequests:nodeclient", BootstrapTokenSecret.Group, cancellationToken),
            KeepAsync("auto-approve-renewals-for-nodes", "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient", UserNames.NodesGroup, cancellationToken));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<bool> KeepAsync(string name, string role, string group, CancellationToken cancellationToken) => objects.EnsureAsync(
        new V1ClusterRoleBinding
        {
            Metadata = new() { Name = name },
            RoleRef = new() { ApiGroup = Group, Kind = "ClusterRole", Name = role },
            Subjects = [new() { ApiGroup = Group, Kind = "Group", Name = group }],
        },
        s_bindings,
        cancellationToken);
}
