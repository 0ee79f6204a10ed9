using Kube.Api.Authentication.Certificates;
using Kube.Api.Catalog;
using Kube.Api.Hosting;
using Kube.Api.Models;
using Microsoft.Extensions.Hosting;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>Creates what every cluster has from its first moment, as upstream's server does when it starts. What is there already is left as it is:
/// an administrator may have changed it.</summary>
internal sealed class ClusterBootstrap(
    BootstrapObjects objects,
    FlowControlBootstrap flowControl,
    ApiServiceBootstrap apiServices,
    IEnumerable<ClusterCertificates> certificates,
    DefaultServiceNetwork network,
    StartupHooks hooks) : IHostedService
{
    private const string Namespaces = "poststarthook/start-system-namespaces-controller";
    private const string Priorities = "poststarthook/scheduling/bootstrap-system-priority-classes";
    private const string Network = "poststarthook/start-kubernetes-service-cidr-controller";
    private const string Authentication = "poststarthook/start-cluster-authentication-info-controller";
    private const string FlowControl = "poststarthook/priority-and-fairness-config-producer";
    private static readonly string[] s_apiServices =
        ["poststarthook/kube-apiserver-autoregistration", "poststarthook/apiservice-registration-controller", "poststarthook/apiservice-wait-for-first-sync", "autoregister-completion"];

    private readonly StartupHooks _hooks = Announce(hooks);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(((string[])["kube-system", "kube-public", "default", "kube-node-lease"]).Select(name => objects.EnsureNamespaceAsync(name, cancellationToken)));
        _hooks.Complete(Namespaces);

        // At once, so that they share the store's syncs.
        await Task.WhenAll(
            HookAsync(EnsurePrioritiesAsync(cancellationToken), Priorities),
            HookAsync(network.KeepAsync(cancellationToken), Network),
            HookAsync(EnsureAuthenticationAsync(cancellationToken), Authentication),
            HookAsync(flowControl.RunAsync(cancellationToken), FlowControl),
            HookAsync(apiServices.RunAsync(cancellationToken), s_apiServices));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static StartupHooks Announce(StartupHooks hooks)
    {
        hooks.Expect([Namespaces, Priorities, Network, Authentication, FlowControl, .. s_apiServices]);
        return hooks;
    }

    private async Task HookAsync(Task work, params string[] names)
    {
        await work;
        _hooks.Complete(names);
    }

    private async Task EnsurePrioritiesAsync(CancellationToken cancellationToken)
    {
        var classes = new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");
        await Task.WhenAll(
            objects.EnsureAsync(Critical("system-node-critical", 2_000_001_000, "Used for system critical pods that must not be moved from their current node."), classes, cancellationToken),
            objects.EnsureAsync(
                Critical("system-cluster-critical", 2_000_000_000, "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."),
                classes,
                cancellationToken));
    }

    private static V1PriorityClass Critical(string name, int value, string description) =>
        new() { Metadata = new V1ObjectMeta { Name = name }, Value = value, Description = description, PreemptionPolicy = "PreemptLowerPriority" };

    /// <summary>What servers behind this one need to know it and its users by.</summary>
    private async Task EnsureAuthenticationAsync(CancellationToken cancellationToken)
    {
        var resource = new GroupVersionResource("", "v1", "configmaps");
        if (certificates.FirstOrDefault() is not { } own || !objects.Serves(resource)) return;
        var wanted = new Dictionary<string, string>
        {
            ["client-ca-file"] = own.Authority.Certificate.ExportCertificatePem() + "\n",
            ["requestheader-allowed-names"] = "[\"front-proxy\"]",
            ["requestheader-client-ca-file"] = own.FrontProxyAuthority.Certificate.ExportCertificatePem() + "\n",
            ["requestheader-extra-headers-prefix"] = "[\"X-Remote-Extra-\"]",
            ["requestheader-group-headers"] = "[\"X-Remote-Group\"]",
            ["requestheader-username-headers"] = "[\"X-Remote-User\"]",
        };
        var map = new V1ConfigMap { Metadata = new V1ObjectMeta { Namespace = "kube-system", Name = "extension-apiserver-authentication" }, Data = wanted };
        if (await objects.EnsureAsync(map, resource, cancellationToken)) return;
        var found = await objects.FindAsync<V1ConfigMap>(resource, "kube-system", "extension-apiserver-authentication", cancellationToken);
        if (found is null || wanted.All(entry => found.Data?.GetValueOrDefault(entry.Key) == entry.Value)) return;
        found.Data ??= [];
        foreach (var (key, value) in wanted) found.Data[key] = value;
        await objects.UpdateAsync(found, resource, cancellationToken);
    }
}
