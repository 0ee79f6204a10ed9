namespace Kube.Api.AspNetCore.Health;

/// <summary>The names under which upstream reports the parts of its start-up. One that a part of this server has announced holds when that part is done
/// (<see cref="Kube.Api.Hosting.StartupHooks"/>); the others, which are nobody's work here, once the server has started.</summary>
internal static class StartupProbes
{
    private const string Hook = "poststarthook/";

    public static bool IsHook(string name) => name.StartsWith(Hook, StringComparison.Ordinal);

    public static readonly string[] Names =
    [
        Hook + "start-apiserver-admission-initializer",
        Hook + "generic-apiserver-start-informers",
        Hook + "priority-and-fairness-config-consumer",
        Hook + "priority-and-fairness-filter",
        Hook + "storage-object-count-tracker-hook",
        Hook + "start-apiextensions-informers",
        Hook + "start-apiextensions-controllers",
        Hook + "crd-informer-synced",
        Hook + "start-system-namespaces-controller",
        Hook + "peer-endpoint-reconciler-controller",
        Hook + "start-cluster-authentication-info-controller",
        Hook + "start-kube-apiserver-identity-lease-controller",
        Hook + "start-kube-apiserver-identity-lease-garbage-collector",
        Hook + "storage-readiness",
        Hook + "start-legacy-token-tracking-controller",
        Hook + "start-service-ip-repair-controllers",
        Hook + "rbac/bootstrap-roles",
        Hook + "scheduling/bootstrap-system-priority-classes",
        Hook + "priority-and-fairness-config-producer",
        Hook + "bootstrap-controller",
        Hook + "start-kubernetes-service-cidr-controller",
        Hook + "start-kube-aggregator-informers",
        Hook + "apiservice-status-local-available-controller",
        Hook + "apiservice-status-remote-available-controller",
        Hook + "apiservice-registration-controller",
        Hook + "apiservice-wait-for-first-sync",
        Hook + "apiservice-discovery-controller",
        Hook + "kube-apiserver-autoregistration",
        "autoregister-completion",
        Hook + "apiservice-openapi-controller",
        Hook + "apiservice-openapiv3-controller",
    ];
}
